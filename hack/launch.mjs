// Runs one of the project's programs on the Node.js that package-lock.json pins:
//
//   node hack/launch.mjs [--here] FILE [ARGUMENT…]
//
// This file must run on any Node.js from 18 on with nothing installed, because `npm test` and `npm run demo` may each be the
// first command after `git clone`. It installs what is missing, says on stderr what it does, and is silent otherwise.
// With --here the program runs in the folder the user called npm from (npm itself always changes to the project's root).
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, readlinkSync, rmSync, symlinkSync } from 'node:fs';
import { constants } from 'node:os';
import { delimiter, dirname, join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const modules = join(root, 'node_modules');
const node = join(modules, 'node', 'bin', 'node');
const installLock = join(root, '.cache', 'install.lock');

const readJson = (path) => JSON.parse(readFileSync(path, 'utf8'));
const say = (line) => process.stderr.write(`stagegate: ${line}\n`);

function fail(line) {
  say(line);
  process.exit(1);
}

/** Starts a program, passes the signals on that end this one, and answers its exit code as a shell would give it. */
function start(command, args, options) {
  return new Promise((done) => {
    const child = spawn(command, args, options);
    const passOn = ['SIGINT', 'SIGTERM', 'SIGHUP'].map((signal) => {
      // Ctrl-C reaches the whole foreground group, the child included: passing it on would say it twice.
      const listener = () => (signal === 'SIGINT' && process.stdin.isTTY) || child.kill(signal);
      process.on(signal, listener);
      return () => process.off(signal, listener);
    });
    child.on('error', (error) => fail(`${command} cannot be started: ${error.message}`));
    child.on('exit', (code, signal) => {
      for (const stop of passOn) stop();
      if (signal) say(`${args[0]} was ended by ${signal}`);
      done(signal ? 128 + constants.signals[signal] : code);
    });
  });
}

/** Whether node_modules holds what package-lock.json says, by the record npm leaves at the end of every install. */
function installed(lock) {
  const { '': _, ...wanted } = lock.packages;
  let found;
  try {
    found = readJson(join(modules, '.package-lock.json')).packages;
  } catch {
    return false; // nothing was installed, or another command installs right now: a record may be missing or half written
  }
  const right = ([name, { version, integrity, optional, devOptional }]) =>
    name in found ? found[name].version === version && found[name].integrity === integrity : optional || devOptional; // binaries for other platforms
  return Object.entries(wanted).every(right) && Object.keys(found).every((name) => name in wanted);
}

function pinnedNodeRuns(version) {
  if (process.execPath === node) return process.version === `v${version}`;
  const answer = spawnSync(node, ['--version'], { encoding: 'utf8' });
  return answer.status === 0 && answer.stdout.trim() === `v${version}`;
}

async function npm(...args) {
  // npm puts node_modules/.bin first on the PATH of its scripts; an install must not run on the Node.js it is replacing.
  const path = (process.env.PATH ?? '')
    .split(delimiter)
    .filter((entry) => !entry.endsWith(join('node_modules', '.bin')));
  const code = await start('npm', [...args, '--loglevel=error', '--no-audit', '--no-fund', '--no-update-notifier'], {
    cwd: root,
    env: { ...process.env, PATH: path.join(delimiter) },
    stdio: ['ignore', 2, 2], // stdout belongs to the program
  });
  if (code !== 0) {
    say(`npm ${args[0]} failed; what it said is above`);
    process.exit(code);
  }
}

async function install(lock) {
  const reason = existsSync(modules) ? 'node_modules does not match package-lock.json' : 'nothing is installed yet';
  const count = Object.values(lock.packages).filter((entry) => !entry.optional).length - 1; // one is the project
  say(`${reason}: installing about ${count} packages with npm ci, usually in less than a minute …`);
  const begin = Date.now();
  await npm('ci');
  say(`installed in ${Math.round((Date.now() - begin) / 1000)} s`);
}

/** Holds the install lock while `work` runs: two commands started at once must not install into one folder. */
async function alone(work) {
  mkdirSync(dirname(installLock), { recursive: true });
  for (let told = false; !takeLock(); told = true) {
    if (!told) say(`another command is installing already; waiting for it (if none is, delete ${installLock}) …`);
    await sleep(200);
  }
  process.on('exit', () => rmSync(installLock, { force: true }));
  await work();
}

/** The lock is a symbolic link whose target is its holder's process id: made and filled in one step. */
function takeLock() {
  try {
    symlinkSync(String(process.pid), installLock);
    return true;
  } catch (error) {
    if (error.code !== 'EEXIST') throw error;
  }
  try {
    process.kill(Number(readlinkSync(installLock)), 0);
  } catch (error) {
    if (error.code === 'ESRCH') rmSync(installLock, { force: true }); // its holder was killed
  }
  return false;
}

async function prepare() {
  const lock = readJson(join(root, 'package-lock.json'));
  const { version } = lock.packages['node_modules/node'];
  if (installed(lock) && pinnedNodeRuns(version)) return;
  await alone(async () => {
    if (!installed(lock)) await install(lock); // else another command installed while this one waited
    if (pinnedNodeRuns(version)) return;
    say(`Node.js ${version} comes by the install script of the npm package "node", which did not run: running it …`);
    await npm('rebuild', 'node', '--ignore-scripts=false');
    if (!pinnedNodeRuns(version)) fail(`${node} is not Node.js ${version}: delete node_modules and try again`);
  });
}

const args = process.argv.slice(2);
const here = args[0] === '--here' && args.shift() !== undefined;
const [file, ...rest] = args;
if (file === undefined) fail('usage: node hack/launch.mjs [--here] FILE [ARGUMENT…]');
const calledFrom = process.cwd() === root ? (process.env.INIT_CWD ?? root) : process.cwd();
await prepare();
const path = resolve(root, file);
if (!existsSync(path)) fail(`there is no ${file} in ${root}`);
process.exitCode = await start(node, [path, ...rest], { cwd: here ? calledFrom : root, stdio: 'inherit' });
