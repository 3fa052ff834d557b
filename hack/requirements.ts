// Writes into docs/requirements.md which test proves which requirement; with --check only says whether it is up to date.
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { provingTests, withProofs } from './requirement-table.ts';
import { UNPROVABLE } from './requirements-unprovable.ts';

const root = path.resolve(import.meta.dirname, '..');
const file = path.join(root, 'docs/requirements.md');
const current = readFileSync(file, 'utf8');
const wanted = withProofs(current, provingTests(root), UNPROVABLE);
if (wanted !== current && process.argv.includes('--check')) {
  console.error('out of date: docs/requirements.md\nrun `npm run gen` and commit what it writes');
  process.exitCode = 1;
} else if (wanted !== current) {
  writeFileSync(file, wanted);
  console.error('written: docs/requirements.md');
}
