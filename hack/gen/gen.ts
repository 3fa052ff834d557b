import { mkdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { docs } from './docs.ts';
import { generatedFiles } from './files.ts';

const root = path.resolve(import.meta.dirname, '../..');
const check = process.argv.includes('--check');
let stale = 0;

for (const [file, content] of [...generatedFiles(), ...docs()]) {
  const target = path.join(root, file);
  const current = await readFile(target, 'utf8').catch(() => undefined);
  if (current === content) continue;
  stale += 1;
  console.error(`${check ? 'out of date' : 'written'}: ${file}`);
  if (check) continue;
  await mkdir(path.dirname(target), { recursive: true });
  await writeFile(target, content);
}
if (check && stale > 0) {
  console.error('run `npm run gen` and commit what it writes');
  process.exitCode = 1;
}
