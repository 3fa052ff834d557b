import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { PACKAGES } from './rooms.ts';
import { packageOf, RULES, violations } from './rules.ts';
import { filesUnder, parseSource, readSource, root } from './source-file.ts';

const sources = filesUnder('src').map(readSource);

describe('every file of src', () => {
  test.each(Object.keys(RULES))('%s', (rule) => {
    expect(violations(rule, sources)).toEqual([]);
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

test('files of hack and test are named for their nouns and export by name', () => {
  const others = filesUnder('hack', 'test').filter((file) => !file.endsWith('.test.ts'));
  expect(violations('is named for its noun', others.map(readSource))).toEqual([]);
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
    ['has at most 250 lines', 'src/api/a.ts', '\n'.repeat(251)],
    ['exports by name, and only what is its own', 'src/api/a.ts', 'export default 1;'],
    ['exports by name, and only what is its own', 'src/api/a.ts', `export * from './b.ts';`],
    ['exports by name, and only what is its own', 'src/api/a.ts', `export type { B } from './b.ts';`],
    ['is named for its noun', 'src/api/utils.ts', ''],
    ['is named for its noun', 'src/api/index.ts', ''],
    ['is named for its noun', 'src/api/featureGate.ts', ''],
  ];
  test.each(bad)('that a file %s refuses, in %s, the text %j', (rule, file, text) => {
    expect(violations(rule, [parseSource(file, text)])).not.toEqual([]);
  });

  test('pass code that only looks forbidden', () => {
    const text = `
      import { z } from 'zod';
      import type { Level } from './words.ts';
      // import { x } from '../kube/x.ts'; Date.now(); process.exit();
      const words = "import { x } from '../kube/x.ts'; Date.now()";
      const pattern = /process\\.env/;
      interface Clock { now: Date; process: string; setTimeout(): void }
      export const a = (at: Date, step: { process: string }): string => new Date(at.getTime()).toISOString() + step.process;
      export const b = { process: 1, fetch: 2, Date: 3 };
      export const c = Math.max(Date.parse('2026-01-01'), Date.UTC(2026, 0), b.fetch, 4);
      export const d = (value: unknown) => value instanceof Date;
    `;
    const file = parseSource('src/api/sample.ts', text);
    expect(Object.keys(RULES).flatMap((rule) => violations(rule, [file]))).toEqual([]);
  });
});
