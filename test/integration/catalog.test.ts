import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, test } from 'vitest';
import { listGates } from '../../hack/control-plane/gates.ts';
import { inProcess, root } from '../support/command-run.ts';

function filesIn(folder: string): Record<string, string> {
  return Object.fromEntries(readdirSync(folder).map((name) => [name, readFileSync(path.join(folder, name), 'utf8')]));
}

test('the catalog of Kubernetes is what import makes of the library in kube-apiserver (else: node hack/launch.mjs hack/catalogs.ts)', async () => {
  const registry = await listGates();
  expect(registry.gates).toHaveLength(240);
  const folder = mkdtempSync(path.join(tmpdir(), 'stagegate-'));
  try {
    const ran = inProcess(['import', 'kubernetes', '-', '--out', folder], JSON.stringify(registry));
    expect(ran.code, ran.stderr).toBe(0);
    expect(filesIn(path.join(root, 'config/catalogs/kubernetes'))).toEqual(filesIn(folder));
  } finally {
    rmSync(folder, { recursive: true });
  }
});
