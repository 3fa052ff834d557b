import path from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { documentsOf } from '../../../src/cli/input/document.ts';
import { yamlOf } from '../../../src/cli/output/yaml-text.ts';
import { goldenLines } from '../../support/golden-table.ts';
import { inline, inProcess, printed } from '../../support/command-run.ts';
import { scratch } from '../../support/scratch-folder.ts';

function read(text: string): unknown[] {
  return documentsOf(text, 'file.yaml', () => undefined).map(({ value }) => value);
}

const set = (name: string, spec = '{component: kubernetes, release: "1.36"}') =>
  `apiVersion: stagegate.dev/v1beta1\nkind: FeatureSet\nmetadata: {name: ${name}}\nspec: ${spec}\n`;

describe('YAML is read as kubectl reads it', () => {
  test.each(goldenLines('kubectl-yaml.txt').map((line) => line.split('\t')))('%s is %s', (text = '', wanted = '') => {
    const yaml = JSON.parse(text) as string;
    if (wanted === 'refused') expect(() => read(yaml)).toThrow('this is not YAML');
    else expect(read(yaml)).toEqual([JSON.parse(wanted)]);
  });

  test('what is printed as YAML is read back as it was, whatever it looks like', () => {
    const words = fc.constantFrom(
      'n',
      'y',
      'on',
      '1.30',
      '010',
      '1:30',
      '2026-05-15',
      '~',
      '',
      '0x1',
      '<<',
      '- a',
      'a: b',
      ' a',
      '# a',
      '*a',
      '1_0',
    );
    const text = fc.oneof(words, fc.string());
    const json = fc.letrec((tie) => ({
      value: fc.oneof(text, fc.boolean(), fc.integer(), fc.constant(null), tie('list'), tie('map')),
      list: fc.array(tie('value'), { maxLength: 4 }),
      map: fc.dictionary(
        text.filter((key) => !['', '<<', '__proto__'].includes(key)),
        tie('value'),
        { maxKeys: 4 },
      ),
    }));
    fc.assert(
      fc.property(json.map, (value) => {
        expect(read(yamlOf(value))).toEqual([value]);
      }),
    );
  });

  test('a key that stands twice is told, and the last one counts', () => {
    const notes: string[] = [];
    const [document] = documentsOf('a: 1\nb: 2\na: 3\n', 'file.yaml', (note) => notes.push(note));
    expect(document?.value).toEqual({ a: 3, b: 2 });
    expect(notes).toEqual(["file.yaml:3: 'a' stands twice; the last one counts"]);
  });
});

describe('input', () => {
  test('a folder is every YAML and JSON file under it, in the order of their paths', () => {
    scratch.file('b/two.yml', set('two'));
    scratch.file('a.json', JSON.stringify(read(set('one'))[0]));
    scratch.file('c.yaml', `${set('three')}---\n${set('four')}---\n# nothing more\n`);
    scratch.file('notes.txt', 'not: read');
    const ran = inline('evaluate', '-f', scratch.folder, '-o', 'json');
    expect(ran.stderr).toBe('');
    expect(printed(ran).items.map(({ metadata }) => metadata.name)).toEqual(['four', 'one', 'three', 'two']);
  });

  test('files may be named after one -f or several, and - is stdin', () => {
    const [one, two] = [scratch.file('one.yaml', set('one')), scratch.file('two.yaml', set('two'))];
    const ran = inProcess(['evaluate', '-f', one, two, '-f', '-', '-o=json'], set('three'));
    expect(ran).toMatchObject({ code: 0, stderr: '' });
    expect(printed(ran).items.map(({ metadata }) => metadata.name)).toEqual(['one', 'three', 'two']);
  });

  test('a List, a FeatureSetList and a ConfigMap are read, other kinds are named and left out', () => {
    const list = `apiVersion: v1\nkind: List\nitems:\n- ${set('one').trimEnd().replaceAll('\n', '\n  ')}\n`;
    const typed = `apiVersion: stagegate.dev/v1beta1\nkind: FeatureSetList\nitems:\n- {metadata: {name: two}, spec: {component: kubernetes, release: "1.36"}}\n`;
    const others =
      'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\n---\napiVersion: apps/v1\nkind: Deployment\nmetadata: {name: b}\n';
    const ran = inline('evaluate', '-f', scratch.file('mix.yaml', [list, typed, others].join('---\n')), '-o', 'json');
    expect(ran.code).toBe(0);
    expect(ran.stderr).toBe('left out, since they say nothing about feature gates: 1 Deployment\n');
    expect(printed(ran).items.map(({ kind, metadata }) => `${kind} ${metadata.namespace}/${metadata.name}`)).toEqual([
      'FeatureSet default/one',
      'FeatureSet default/two',
    ]);
  });

  test('v1alpha1 is read like v1beta1', () => {
    const ran = inline(
      'evaluate',
      '-f',
      scratch.file('a.yaml', set('one').replace('v1beta1', 'v1alpha1')),
      '-o',
      'json',
    );
    expect(ran.code).toBe(0);
    expect(printed(ran).report.map(({ featureSet }) => featureSet)).toEqual(['default/one']);
  });

  test('a FeatureGate of another group is none of ours', () => {
    const text = 'apiVersion: config.openshift.io/v1\nkind: FeatureGate\nmetadata: {name: cluster}\nspec: {}\n';
    const ran = inline('evaluate', '-f', scratch.file('a.yaml', text), '-o', 'json');
    expect(ran.stderr).toContain('left out');
    expect(printed(ran)).toEqual({ items: [], report: [] });
  });
});

describe('input that cannot be used ends with exit code 2, naming file, line and what to do', () => {
  const cases: [what: string, files: Record<string, string>, message: string][] = [
    [
      'an object that stands twice',
      { 'a.yaml': set('one'), 'b.yaml': `# again\n${set('one')}` },
      'FeatureSet default/one stands twice, at DIR/a.yaml:1 and at DIR/b.yaml:2; delete one of them',
    ],
    [
      'the same object in two versions',
      { 'a.yaml': `${set('one')}---\n${set('one').replace('v1beta1', 'v1alpha1')}` },
      'stands twice, at DIR/a.yaml:1 and at DIR/a.yaml:6',
    ],
    [
      'an object that stands twice in a list',
      {
        'a.json': JSON.stringify({ apiVersion: 'v1', kind: 'List', items: [...read(set('one')), ...read(set('one'))] }),
      },
      'stands twice, at DIR/a.json items[0] and at DIR/a.json items[1]',
    ],
    ['broken YAML', { 'a.yaml': 'kind: FeatureSet\nmetadata: {name: a\n' }, 'DIR/a.yaml:3:1: this is not YAML:'],
    [
      'an alias without its anchor',
      { 'a.yaml': 'kind: FeatureSet\nmetadata: *nobody\n' },
      'DIR/a.yaml:2:11: this is not YAML: an alias has no anchor before it',
    ],
    ['broken JSON', { 'a.json': '{\n  "kind": "FeatureSet",\n}' }, 'DIR/a.json: this is not JSON:'],
    [
      'text that is no object',
      { 'a.yaml': '- a\n- b\n' },
      'DIR/a.yaml:1: this is no Kubernetes object; it needs apiVersion, kind and metadata',
    ],
    [
      'an object without apiVersion',
      { 'a.yaml': 'kind: FeatureSet\n' },
      'DIR/a.yaml:1: apiVersion is not set to a string (stagegate.dev/v1beta1)',
    ],
    [
      'an object without kind',
      { 'a.yaml': '\napiVersion: stagegate.dev/v1beta1\n' },
      'DIR/a.yaml:2: kind is not set to a string',
    ],
    [
      'a misspelled kind',
      { 'a.yaml': set('one').replace('FeatureSet', 'FeaturSet') },
      "DIR/a.yaml:1: stagegate.dev has no kind 'FeaturSet'; did you mean FeatureSet?",
    ],
    [
      'an object without name',
      { 'a.yaml': set('one').replace('name: one', 'labels: {}') },
      'DIR/a.yaml:1: metadata.name is not set to a string',
    ],
    ['a name that looks like a number', { 'a.yaml': set('1.30') }, 'quoted where it looks like a number'],
    ['a list without items', { 'a.yaml': 'apiVersion: v1\nkind: List\n' }, "DIR/a.yaml:1: List has no list 'items'"],
    ['a folder without a file', { 'a.txt': '' }, 'DIR: this folder holds no *.yaml, *.yml or *.json file'],
  ];
  test.each(cases)('%s', (_what, files, message) => {
    for (const [name, text] of Object.entries(files)) scratch.file(name, text);
    const ran = inline('evaluate', '-f', scratch.folder);
    expect(ran).toMatchObject({ code: 2, stdout: '' });
    expect(ran.stderr.replaceAll(scratch.folder, 'DIR')).toContain(message);
  });

  test('a file that is not there', () => {
    const ran = inProcess(['evaluate', '-f', path.join(scratch.folder, 'none.yaml')]);
    expect(ran).toMatchObject({ code: 2, stdout: '' });
    expect(ran.stderr).toBe(
      `stagegate: ${scratch.folder}/none.yaml: there is no such file or folder; check the path given with -f\n`,
    );
  });
});
