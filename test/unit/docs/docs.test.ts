import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { parseAllDocuments } from 'yaml';
import { docs } from '../../../hack/gen/docs.ts';
import { loopMetrics, processMetrics } from '../../../hack/gen/docs-metrics.ts';
import { PUBLISHED_FORMATS } from '../../../src/api/featureset.ts';
import { SOURCE_FORMATS } from '../../../src/api/source.ts';
import { parseManifest } from '../../../src/api/parse.ts';
import { KIND_NAMES, type KindName } from '../../../src/api/kinds.ts';
import { FACT_WORDS } from '../../../src/report/words/fact-words.ts';
import { CONDITION_TYPES } from '../../../src/api/condition.ts';
import { CONDITION_REASONS, EVENT_REASONS } from '../../../src/report/words/reasons.ts';
import { FAMILIES } from '../../../src/report/metrics/families.ts';
import { pages, root, written } from './page.ts';

const { scripts } = JSON.parse(readFileSync(path.join(root, 'package.json'), 'utf8')) as {
  scripts: Record<string, string>;
};
const reasons = new Set([...Object.keys(FACT_WORDS), ...Object.keys(CONDITION_REASONS), ...Object.keys(EVENT_REASONS)]);
const metrics = new Set([...FAMILIES, ...loopMetrics(), ...processMetrics()].map(({ name }) => name));

test.each([...docs()])('%s is what `npm run gen` writes', (file, content) => {
  const same = readFileSync(path.join(root, file), 'utf8') === content;
  expect(same, 'run `npm run gen` and commit what it writes').toBe(true);
});

describe.each(pages.map((page) => [page.file, page] as const))('%s', (file, { text, blocks, links }) => {
  test('has only links that lead somewhere', () => {
    const broken = links.filter((target) => {
      if (/^https?:/.test(target)) return false;
      const [to = '', anchor] = target.split('#');
      const found = path.join(path.dirname(file), to);
      if (to !== '' && !existsSync(path.join(root, found))) return true;
      return (
        anchor !== undefined && !pages.find((page) => page.file === (to === '' ? file : found))?.anchors.has(anchor)
      );
    });
    expect(broken).toEqual([]);
  });

  test('names only commands of package.json', () => {
    const named = [...text.matchAll(/\bnpm (?:run (?:-s )?([\w:-]+)|(start|test)\b)/g)].map(
      ([, run, own]) => run ?? own ?? '',
    );
    expect(named.filter((name) => !(name in scripts))).toEqual([]);
  });

  test('shows only objects that the schemas accept', () => {
    const problems = blocks
      .filter(({ language }) => language === 'yaml')
      .flatMap(({ content }) =>
        parseAllDocuments(content).map((document) => document.toJS() as Record<string, unknown>),
      )
      .filter(({ apiVersion }) => String(apiVersion).startsWith('stagegate.dev/'))
      .flatMap((object) => {
        expect(KIND_NAMES).toContain(object['kind']);
        const parsed = parseManifest(object['kind'] as KindName, object);
        return parsed.valid ? [] : parsed.problems;
      });
    expect(problems).toEqual([]);
  });

  test('names only metrics that there are', () => {
    const named = [
      ...text.matchAll(/\b(?:stagegate|controller_runtime|workqueue|rest_client|leader_election)_[a-z_]+[a-z]\b/g),
    ];
    const unknown = named
      .map(([name]) => name.replace(/_(bucket|sum|count)$/, ''))
      .filter((name) => !metrics.has(name));
    expect(unknown).toEqual([]);
  });

  test('gives only reasons that there are', () => {
    const given = blocks.flatMap(({ content }) => [
      ...[...content.matchAll(/^ *(?:- )?reason: ([A-Z]\w+)$/gm)].map(([, reason = '']) => reason),
      ...[...content.matchAll(/\b(?:Error|Warning|Info|Normal) +([A-Z]\w+)/g)].map(([, reason = '']) => reason),
    ]);
    expect(given.filter((reason) => !reasons.has(reason))).toEqual([]);
  });
});

describe.each(written.map((page) => [page.file, page] as const))('%s, written by hand,', (_, { spans }) => {
  test('has words of code that the code has too', () => {
    const formats = [...SOURCE_FORMATS, ...PUBLISHED_FORMATS];
    const words = new Set([...reasons, ...KIND_NAMES, ...formats, ...Object.values(CONDITION_TYPES).flat()]);
    const camel = spans.filter((span) => /^([A-Z][a-z]+){2,}$/.test(span));
    expect(camel.filter((word) => !words.has(word))).toEqual([]);
  });

  test('names only files and folders that there are', () => {
    const paths = spans.filter((span) => /^(src|hack|config|test|docs|crds)\/[\w./-]*$/.test(span));
    expect(paths.filter((span) => !existsSync(path.join(root, span)))).toEqual([]);
  });
});

test('docs/configuration.md explains every format that configs are read and published in, and no other', () => {
  const text = pages.find(({ file }) => file === 'docs/configuration.md')?.text ?? '';
  const rows = [...text.matchAll(/^\| `(\w+)` \|/gm)].map(([, format]) => format);
  expect(rows).toEqual([...SOURCE_FORMATS, ...PUBLISHED_FORMATS]);
});
