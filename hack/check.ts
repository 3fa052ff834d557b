// Everything that can be said about the sources without running them: `npm run check`. Runs all steps, then fails if one did.
import { spawnSync } from 'node:child_process';

const STEPS: [name: string, ...command: string[]][] = [
  ['types', 'node_modules/typescript/bin/tsc'],
  ['lint', 'node_modules/oxlint/bin/oxlint', '--type-aware', '--deny-warnings'],
  ['format', 'node_modules/prettier/bin/prettier.cjs', '--check', '--log-level=warn', '.'],
  ['unused code', 'node_modules/knip/bin/knip.js', '--no-progress'],
  ['generated files', 'hack/gen/gen.ts', '--check'],
  ['requirements table', 'hack/requirements.ts', '--check'],
];

const failed: string[] = [];
for (const [name, ...command] of STEPS) {
  console.error(`check: ${name}`);
  const { status } = spawnSync(process.execPath, command, { stdio: 'inherit' });
  if (status !== 0) failed.push(name);
}
console.error(failed.length === 0 ? 'check: all is well' : `check: failed: ${failed.join(', ')}`);
process.exitCode = failed.length === 0 ? 0 : 1;
