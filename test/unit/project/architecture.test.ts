import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { LONG_PARAMETER_LISTS } from './long-parameter-lists.ts';
import { LARGE_FOLDERS, PACKAGES, ROOMS } from './rooms.ts';
import { packageOf, RULES, violations } from './rules.ts';
import { filesUnder, parseSource, readSource, root, type SourceFile } from './source-file.ts';

const files = filesUnder('src', 'hack', 'test').map(readSource);
const sources = files.filter((file) => file.path.startsWith('src/'));

describe('every file', () => {
  test.each(Object.keys(RULES))('%s', (rule) => {
    expect(violations(rule, files)).toEqual([]);
  });
});

test('nothing in src/lifecycle knows a project by name: what is special of one is said by src/api or by its policy', () => {
  const named = filesUnder('src/lifecycle').flatMap((file) => {
    const text = readFileSync(path.join(root, file), 'utf8');
    const code = text.replaceAll(/\/\*[\s\S]*?\*\/|\/\/[^\n]*|from '[^']*'/g, '');
    return /kubernetes|tekton|nvidia|llm-d|kueue|inference/i.test(code) ? [file] : [];
  });
  expect(named).toEqual([]);
});

test('the table of package owners names every production dependency, and no owner that does not use it', () => {
  const { dependencies } = JSON.parse(readFileSync(path.join(root, 'package.json'), 'utf8')) as {
    dependencies: Record<string, string>;
  };
  expect(Object.keys(PACKAGES).toSorted()).toEqual(Object.keys(dependencies).toSorted());
  const idle = Object.entries(PACKAGES).flatMap(([name, { owners }]) =>
    owners
      .filter(
        (owner) =>
          !sources.some((file) => file.path.startsWith(owner) && file.imports.some((use) => packageOf(use) === name)),
      )
      .map((owner) => `${name}: ${owner}`),
  );
  expect(idle).toEqual([]);
});

test('the list of long parameter lists names only what is one', () => {
  const gone = Object.entries(LONG_PARAMETER_LISTS).flatMap(([file, names]) => {
    const functions = files.find((one) => one.path === file)?.style.functions ?? [];
    const long = new Set(functions.filter(({ parameters }) => parameters > 3).map(({ name }) => name));
    return names.filter((name) => !long.has(name)).map((name) => `${file} ${name}`);
  });
  expect(gone).toEqual([]);
});

test('every folder of a room is there, and every large folder is large', () => {
  const folders = new Set(filesUnder('src').map((file) => path.posix.dirname(file)));
  const named = Object.entries(ROOMS).flatMap(([room, rule]) =>
    rule.folders.map((folder) => (room.endsWith('.ts') ? 'src' : path.posix.join('src', room, folder))),
  );
  expect(named.filter((folder) => !folders.has(folder))).toEqual([]);
  const small = LARGE_FOLDERS.filter(
    (folder) => files.filter((one) => path.posix.dirname(one.path) === folder).length <= 15,
  );
  expect(small).toEqual([]);
});

/** The rules must find what they forbid, and nothing in code that only looks like it. */
describe('the rules themselves', () => {
  const bad: [rule: string, file: string, text: string][] = [
    ['imports only rooms above its own', 'src/api/a.ts', `import { b } from '../lifecycle/b.ts';`],
    ['imports only rooms above its own', 'src/lifecycle/a.ts', `import type { b } from "../report/b.ts";`],
    ['imports only rooms above its own', 'src/report/a.ts', `import{b}from'../kube/b.ts'`],
    ['imports only rooms above its own', 'src/kube/a.ts', `export { b } from '../api/b.ts';`],
    ['imports only rooms above its own', 'src/api/a.ts', `const b = await import('../kube/b.ts');`],
    ['imports only rooms above its own', 'src/api/a.ts', `type B = import('../kube/b.ts').B;`],
    ['imports only rooms above its own', 'src/api/a.ts', `const b = await import(name);`],
    ['imports only rooms above its own', 'src/cli/a.ts', `import '../../hack/b.ts';`],
    ['imports only rooms above its own', 'src/elsewhere/a.ts', `import { b } from '../api/b.ts';`],
    ['uses npm packages only through their owner', 'src/lifecycle/a.ts', `import { z } from 'zod';`],
    ['uses npm packages only through their owner', 'src/lifecycle/a.ts', `import { z } from 'zod/mini';`],
    [
      'uses npm packages only through their owner',
      'src/cli/a.ts',
      `import { KubeConfig } from '@kubernetes/client-node';`,
    ],
    ['uses npm packages only through their owner', 'src/kube/a.ts', `import { type Agent } from 'undici';`],
    ['uses npm packages only through their owner', 'src/kube/a.ts', `import left from 'left-pad';`],
    ...[
      `import { readFileSync } from 'node:fs';`,
      'export const a = () => Date.now();',
      'export const a = () => new Date();',
      'export const a = () => Date();',
      'const D = Date;',
      'const { now } = Date;',
      `Date['now']();`,
      'Math.random();',
      `Math['random']();`,
      'const { random } = Math;',
      'process.exit();',
      'const { env } = process;',
      'globalThis.process;',
      'const a = { process };',
      'setTimeout(() => 1, 1);',
      'setInterval(() => 1, 1);',
      'await fetch(url);',
      'const a = `${process.pid}`;',
      'console.log(1);',
      'import.meta.url;',
      `['b'].sort((a, b) => a.localeCompare(b));`,
      'new Date(1).getHours();',
      'class A { at = performance.now(); }',
    ].map((text): [string, string, string] => ['is pure in the pure rooms', 'src/report/a.ts', text]),
    ['is not too long', 'src/api/a.ts', '\n'.repeat(251)],
    ['exports by name, and only what is its own', 'src/api/a.ts', 'export default 1;'],
    ['exports by name, and only what is its own', 'src/api/a.ts', `export * from './b.ts';`],
    ['exports by name, and only what is its own', 'src/api/a.ts', `export type { B } from './b.ts';`],
    ['is named for its noun', 'src/api/utils.ts', ''],
    ['is named for its noun', 'src/api/index.ts', ''],
    ['is named for its noun', 'src/api/featureGate.ts', ''],
    ['is named for its noun', 'test/unit/helpers.ts', ''],
    [
      'imports only folders before its own in its room',
      'src/lifecycle/life/a.ts',
      `import { b } from '../steps/b.ts';`,
    ],
    ['imports only folders before its own in its room', 'src/kube/a.ts', `import type { B } from './watch/b.ts';`],
    ['imports only folders before its own in its room', 'src/lifecycle/elsewhere/a.ts', ''],
    ['imports only folders before its own in its room', 'src/lifecycle/a.ts', ''],
    ['is in no circle of imports, types included', 'src/api/a.ts', `import type { A } from './a.ts';`],
    ['imports a module once, types last', 'src/api/a.ts', `import { type B, c } from './b.ts';`],
    ['imports a module once, types last', 'hack/a.ts', `import { c } from './b.ts';\nimport type { B } from './b.ts';`],
    ...[
      `const limit = 3;`,
      `export const words = ['a', 'b'] as const;`,
      `const pattern = /a/;`,
      `const known = new Set(['a']);`,
      `export const resource: Resource = { group: '', verbs: ['get'] };`,
      `const DAY = 1, week = 7 * -1;`,
      'const text = `a`;',
    ].map((text): [string, string, string] => ['names data of the module in UPPER_CASE', 'src/api/a.ts', text]),
    ...[
      'function a(b, c, d, e) {}',
      'const a = (b, c, { d }, e = 1) => 1;',
      'class A { a(b, c, d, ...e) {} }',
      'class A { constructor(b, c, d, e) {} }',
      'const a = { b(c, d, e, f) {} };',
    ].map((text): [string, string, string] => ['takes at most three parameters', 'src/api/a.ts', text]),
    ...[
      'export function a(b) { return c(b); }',
      'function a(b) { c(b); }',
      'const a = () => c();',
      'export class A { a(b) { return this.#c.a(b); } d() { this.#c.d(); } }',
    ].map((text): [string, string, string] => ['has nothing that only forwards', 'src/api/a.ts', text]),
    ['says test, not it', 'test/unit/a.test.ts', `import { expect, it } from 'vitest';`],
    [
      'has no docstring that only says that something is set up',
      'src/api/a.ts',
      '/** How a watch is set up. */\nexport interface A {}',
    ],
  ];
  test.each(bad)('that a file %s refuses, in %s, the text %j', (rule, file, text) => {
    expect(violations(rule, [parseSource(file, text)])).not.toEqual([]);
  });

  test('find a circle through several files, as one way round', () => {
    const [a, b, c] = [
      ['a', './b.ts'],
      ['b', './c.ts'],
      ['c', './a.ts'],
    ].map(([name, to]) => parseSource(`src/api/${name}.ts`, `import type { X } from '${to}';`)) as [
      SourceFile,
      SourceFile,
      SourceFile,
    ];
    const rule = 'is in no circle of imports, types included';
    expect(violations(rule, [a, b, c])).toEqual(['src/api/a.ts → src/api/b.ts → src/api/c.ts → src/api/a.ts']);
    expect(violations(rule, [a, b])).toEqual([]);
  });

  test('find a folder with more than 15 files', () => {
    const inside = Array.from({ length: 16 }, (_, index) => parseSource(`src/kube/watch/a${index}.ts`, ''));
    const rule = 'is in a folder of at most 15 files';
    expect(violations(rule, inside)).toEqual(['src/kube/watch has 16 files']);
    expect(violations(rule, inside.slice(1))).toEqual([]);
  });

  test('pass code that only looks forbidden', () => {
    const text = `
      import { z } from 'zod';
      import type { Level } from './words.ts';
      // import { x } from '../kube/x.ts'; Date.now(); process.exit();
      const WORDS = "import { x } from '../kube/x.ts'; Date.now()";
      const PATTERN = /process\\.env/;
      interface Clock { now: Date; process: string; setTimeout(): void }
      export const a = (at: Date, step: { process: string }): string => new Date(at.getTime()).toISOString() + step.process;
      export const B = { process: 1, fetch: 2, Date: 3 };
      export const c = Math.max(Date.parse('2026-01-01'), Date.UTC(2026, 0), B.fetch, 4);
      export const d = (value: unknown) => value instanceof Date;
      const seen: string[] = [];
      const schema = { a: z.string() };
      const acting = { find: (name: string) => seen.includes(name) };
      const first = (one: string) => find(one, seen);
      class Wrap extends Base { override put(a: number, b: number, c: number, e: number) { return super.put(a, b, c); } }
      class Two { get(key: string) { return this.#map.get(key); } size() { return this.#map.size; } }
      each((a, b, c, d) => a);
    `;
    const file = parseSource('src/api/sample.ts', text);
    expect(Object.keys(RULES).flatMap((rule) => violations(rule, [file]))).toEqual([]);
  });
});
