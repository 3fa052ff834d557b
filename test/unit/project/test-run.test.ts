import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { root } from './source-file.ts';

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'stagegate-test-run-'));
  mkdirSync(path.join(folder, 'test/unit'), { recursive: true });
  symlinkSync(path.join(root, 'node_modules'), path.join(folder, 'node_modules'));
});

afterEach(() => rmSync(folder, { recursive: true }));

/** What a run of these test files counts, and its exit code. */
function run(files: string[], { filters = [] as string[], globalSetup = '' } = {}) {
  files.forEach((text, index) => {
    const imports = `import { afterAll, beforeAll, expect, test } from 'vitest';\n`;
    writeFileSync(path.join(folder, `test/unit/${'abc'[index]}.test.ts`), imports + text);
  });
  writeFileSync(path.join(folder, 'setup.ts'), globalSetup);
  const setup = globalSetup === '' ? '' : `globalSetup: ['setup.ts'],`;
  const project = `{ test: { name: 'unit', include: ['test/unit/**'], ${setup} } }`;
  writeFileSync(
    path.join(folder, 'vitest.config.mjs'),
    `export default { test: { allowOnly: false, projects: [${project}] } }`,
  );
  const script = `
    import { runProject } from ${JSON.stringify(path.join(root, 'hack/test-project.ts'))};
    console.log(JSON.stringify(await runProject('unit', ${JSON.stringify(filters)})));
  `;
  // The variables by which vitest knows its own workers would make the run believe it is one.
  const env = { PATH: process.env['PATH'] };
  const done = spawnSync(process.execPath, ['--input-type=module', '-e', script], {
    cwd: folder,
    encoding: 'utf8',
    env,
  });
  const { passed, failed } = JSON.parse(done.stdout.trim().split('\n').at(-1) ?? '') as Record<string, number>;
  return { passed, failed, code: done.status };
}

const good = `test('a', () => {}); test('b', () => {});`;

test('passed tests are counted over all files', () => {
  expect(run([good, good])).toEqual({ passed: 4, failed: 0, code: 0 });
});

test.each([
  ['a failed test', `test('a', () => expect(1).toBe(2)); test('b', () => {});`, 1, 1],
  ['a file that cannot be imported', `throw new Error('no');`, 0, 1],
  ['a file without tests', '', 0, 1],
  ['a failed hook before', `beforeAll(() => { throw new Error('no'); }); test('a', () => {});`, 0, 1],
  ['a failed hook after', `afterAll(() => { throw new Error('no'); }); test('a', () => {});`, 1, 1],
  ['an error that nobody awaits', `test('a', () => { void Promise.reject(new Error('no')); });`, 1, 1],
  ['a killed worker', `test('a', () => { process.kill(process.pid, 'SIGKILL'); });`, 0, 1],
  ['a skipped test', `test.skip('a', () => {}); test('b', () => {});`, 1, 1],
  ['a test marked as the only one', `test.only('a', () => {}); test('b', () => {});`, 0, 2],
] as const)('%s makes the run fail and is counted beside the tests of other files', (_, text, passed, failed) => {
  const counted = run([text, good]);
  expect(counted.passed).toBe(passed + 2);
  expect(counted.failed).toBeGreaterThanOrEqual(failed);
  expect(counted.code).toBe(1);
});

test('a global setup that fails is one failure, though no test ran', () => {
  const globalSetup = `export default () => { throw new Error('no'); };`;
  expect(run([good], { globalSetup })).toEqual({ passed: 0, failed: 1, code: 1 });
});

test('a project without tests is a failure, unless filters leave none', () => {
  expect(run([])).toEqual({ passed: 0, failed: 1, code: 1 });
  expect(run([good], { filters: ['nothing'] })).toEqual({ passed: 0, failed: 0, code: 0 });
});
