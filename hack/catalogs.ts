// Writes config/catalogs/kubernetes anew, from the library that kube-apiserver is linked with: `node hack/launch.mjs hack/catalogs.ts`.
import { spawnSync } from 'node:child_process';
import { listGates } from './control-plane/gates.ts';

const registry = JSON.stringify(await listGates());
const args = ['src/cli/main.ts', 'import', 'kubernetes', '-', '--out', 'config/catalogs/kubernetes'];
process.exitCode =
  spawnSync(process.execPath, args, { input: registry, stdio: ['pipe', 'inherit', 'inherit'] }).status ?? 1;
