// Writes config/catalogs again: `node hack/launch.mjs hack/catalogs.ts`. The catalog of kubernetes comes from the library that
// kube-apiserver is linked with, the others from hack/catalogs/facts.
import { spawnSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import path from 'node:path';
import { listGates } from './control-plane/gates.ts';

const root = path.resolve(import.meta.dirname, '..');
const facts = path.join(root, 'hack/catalogs/facts');
const catalogs = path.join(root, 'config/catalogs');

function write(source: string, component: string, { file = '-', input = '' }): void {
  const args = [path.join(root, 'src/cli/main.ts'), 'import', source, file, '--out', path.join(catalogs, component)];
  const { status } = spawnSync(process.execPath, args, { input, stdio: ['pipe', 'inherit', 'inherit'] });
  if (status !== 0) process.exitCode = 1;
}

for (const file of readdirSync(facts).toSorted())
  write('facts', path.basename(file, '.yaml'), { file: path.join(facts, file) });
write('kubernetes', 'kubernetes', { input: JSON.stringify(await listGates()) });
