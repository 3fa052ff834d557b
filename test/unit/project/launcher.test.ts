import { spawn, spawnSync } from 'node:child_process';
import {
  chmodSync,
  copyFileSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { root } from './source-file.ts';

/**
 * A clone with one program, and an npm that installs nothing from anywhere: `npm ci` leaves what the real one leaves, and a
 * line in npm.log; the pinned Node.js is the one that runs this test.
 */
let clone: string;

const NPM = `#!/bin/sh
echo "$1" >> "$PWD/npm.log"
[ -e fail ] && exit 7
if [ "$1" = ci ]; then
  rm -rf node_modules && mkdir -p node_modules
  sleep 0.3
  cp installed.json node_modules/.package-lock.json
  [ -e no-scripts ] && exit 0
fi
mkdir -p node_modules/node/bin && ln -sf '${process.execPath}' node_modules/node/bin/node
echo "npm talks on stdout"
`;

const PROGRAM = `
const [word] = process.argv.slice(2);
if (word === 'die') process.kill(process.pid, 'SIGKILL');
if (word === 'wait') {
  process.once('SIGTERM', () => { console.log('SIGTERM'); process.exitCode = 5; clearInterval(timer); });
  const timer = setInterval(() => {}, 1000);
  console.log('waiting');
} else {
  console.log(JSON.stringify({ words: process.argv.slice(2), folder: process.cwd() }));
  process.exitCode = word === 'three' ? 3 : 0;
}
`;

beforeEach(() => {
  clone = realpathSync(mkdtempSync(path.join(tmpdir(), 'stagegate-launcher-')));
  for (const folder of ['hack', 'bin', 'sub']) mkdirSync(path.join(clone, folder));
  copyFileSync(path.join(root, 'hack/launch.mjs'), path.join(clone, 'hack/launch.mjs'));
  writeFileSync(path.join(clone, 'program.mjs'), PROGRAM);
  writeFileSync(path.join(clone, 'bin/npm'), NPM);
  chmodSync(path.join(clone, 'bin/npm'), 0o755);
  lock({ 'node_modules/a': { version: '1.0.0' } });
});

afterEach(() => rmSync(clone, { recursive: true }));

/** Writes package-lock.json, and what npm records after an install of it. */
function lock(packages: Record<string, object>, installed = packages): void {
  const node = { 'node_modules/node': { version: process.versions.node } };
  const wanted = { '': { name: 'stagegate' }, ...node, ...packages };
  writeFileSync(path.join(clone, 'package-lock.json'), JSON.stringify({ packages: wanted }));
  writeFileSync(path.join(clone, 'installed.json'), JSON.stringify({ packages: { ...node, ...installed } }));
}

const command = () => [path.join(clone, 'hack/launch.mjs')];
const options = () => ({
  cwd: clone,
  encoding: 'utf8' as const,
  env: { PATH: `${path.join(clone, 'bin')}:${process.env['PATH']}` } as NodeJS.ProcessEnv,
});
const launch = (...args: string[]) => spawnSync(process.execPath, [...command(), ...args], options());
const npmCalls = () => readFileSync(path.join(clone, 'npm.log'), 'utf8').trim().split('\n');

test('the first command in a clone installs, says so on stderr, and leaves stdout to the program', () => {
  const first = launch('program.mjs', 'one', '--two');
  expect(first.stderr).toContain('nothing is installed yet: installing about 2 packages with npm ci');
  expect(first.stderr).toContain('npm talks on stdout');
  expect(JSON.parse(first.stdout)).toEqual({ words: ['one', '--two'], folder: clone });
  expect(first.status).toBe(0);
});

test('the second command installs nothing and is silent', () => {
  launch('program.mjs');
  expect(launch('program.mjs')).toMatchObject({ status: 0, stderr: '' });
  expect(npmCalls()).toEqual(['ci']);
});

test('a lock file that changed since the install leads to another install', () => {
  launch('program.mjs');
  lock({ 'node_modules/a': { version: '1.0.1' } });
  expect(launch('program.mjs').stderr).toContain('node_modules does not match package-lock.json');
  expect(npmCalls()).toEqual(['ci', 'ci']);
});

test('an optional package that npm left out, as of another platform, is not missed', () => {
  lock({ 'node_modules/windows': { version: '1.0.0', optional: true } }, {});
  launch('program.mjs');
  launch('program.mjs');
  expect(npmCalls()).toEqual(['ci']);
});

test('two first commands at once install once, and both run', async () => {
  const runs = await Promise.all(['a', 'b'].map((word) => finished(['program.mjs', word])));
  expect(runs.map(({ code }) => code)).toEqual([0, 0]);
  expect(npmCalls()).toEqual(['ci']);
});

test('a command that finds another one installing says so, waits for it, and goes on', async () => {
  const lockFile = path.join(clone, '.cache', 'install.lock');
  mkdirSync(path.dirname(lockFile), { recursive: true });
  symlinkSync(String(process.pid), lockFile); // this test is the other command
  const run = await finished(['program.mjs'], undefined, () => rmSync(lockFile));
  expect(run.stderr).toContain('another command is installing already');
  expect(run.code).toBe(0);
  expect(npmCalls()).toEqual(['ci']);
});

test.each(['', '{"packages": {'])('a record that is only half written, as %j, counts as no install', (record) => {
  launch('program.mjs');
  writeFileSync(path.join(clone, 'node_modules/.package-lock.json'), record);
  expect(launch('program.mjs')).toMatchObject({ status: 0 });
  expect(npmCalls()).toEqual(['ci', 'ci']);
});

test('where npm runs no install scripts, the one that brings Node.js is run', () => {
  writeFileSync(path.join(clone, 'no-scripts'), '');
  expect(launch('program.mjs')).toMatchObject({ status: 0 });
  expect(npmCalls()).toEqual(['ci', 'rebuild']);
});

test('an install that fails ends the command with the exit code of npm', () => {
  writeFileSync(path.join(clone, 'fail'), '');
  expect(launch('program.mjs')).toMatchObject({ status: 7, stdout: '' });
});

test('a Node.js that is not the pinned one is refused', () => {
  const [major] = process.versions.node.split('.');
  lock({ 'node_modules/node': { version: `${major}.999.0` } });
  expect(launch('program.mjs')).toMatchObject({ status: 1, stdout: '' });
});

test('the exit code of the program is the exit code of the command, also for a death by signal', () => {
  expect(launch('program.mjs', 'three').status).toBe(3);
  const killed = launch('program.mjs', 'die');
  expect(killed.status).toBe(128 + 9);
  expect(killed.stderr).toContain('program.mjs was ended by SIGKILL');
});

test('a signal is passed on to the program, which ends in its own way', async () => {
  launch('program.mjs');
  const run = await finished(['program.mjs', 'wait'], (child) => child.kill('SIGTERM'));
  expect(run).toEqual({ code: 5, stdout: 'waiting\nSIGTERM\n', stderr: '' });
});

test('a signal that npm gives to its shell reaches the operator', async () => {
  launch('program.mjs');
  const { scripts } = JSON.parse(readFileSync(path.join(root, 'package.json'), 'utf8')) as {
    scripts: { start: string };
  };
  const line = `${scripts.start.replace('src/main.ts', 'program.mjs')} wait`;
  const run = await finished(['-c', line], (child) => child.kill('SIGTERM'), undefined, 'sh');
  expect(run).toEqual({ code: 5, stdout: 'waiting\nSIGTERM\n', stderr: '' });
});

test('a program that reads files of the user runs where npm was called, any other at the root', () => {
  launch('program.mjs');
  const folderOf = (...args: string[]) => {
    const env = { ...options().env, INIT_CWD: path.join(clone, 'sub') };
    const { stdout } = spawnSync(process.execPath, [...command(), ...args], { ...options(), env });
    return (JSON.parse(stdout) as { folder: string }).folder;
  };
  expect(folderOf('--here', 'program.mjs')).toBe(path.join(clone, 'sub'));
  expect(folderOf('program.mjs')).toBe(clone);
});

/** Runs the launcher, or a shell with it, to its end; `onOutput` is called when the program first says something, `onNote` when the launcher does. */
function finished(
  args: string[],
  onOutput?: (child: ReturnType<typeof spawn>) => void,
  onNote?: () => void,
  shell?: string,
): Promise<{ code: number | null; stdout: string; stderr: string }> {
  return new Promise((resolve, reject) => {
    const { cwd, env } = options();
    const child =
      shell === undefined
        ? spawn(process.execPath, [...command(), ...args], { cwd, env })
        : spawn(shell, args, { cwd, env });
    const said = { stdout: '', stderr: '' };
    child.stdout.once('data', () => onOutput?.(child));
    child.stdout.on('data', (chunk) => (said.stdout += String(chunk)));
    child.stderr.once('data', () => onNote?.());
    child.stderr.on('data', (chunk) => (said.stderr += String(chunk)));
    child.on('error', reject);
    child.on('close', (code) => resolve({ code, ...said }));
  });
}
