import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { rmSync } from 'node:fs';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startControlPlane, type ControlPlane } from '../../hack/control-plane/control-plane.ts';
import { makeImageFolder, readOnly } from '../unit/project/image-folder.ts';

const root = path.resolve(import.meta.dirname, '../..');
let plane: ControlPlane;
let app: string;

beforeAll(async () => {
  app = makeImageFolder();
  plane = await startControlPlane();
  expect(await plane.kubectl(['apply', '-k', path.join(root, 'config/default')])).toMatchObject({ code: 0 });
});
afterAll(async () => {
  await plane.stop();
  rmSync(app, { recursive: true });
});

test('the bundle of the image becomes ready with the shipped role, writes no file, and ends with 0 on SIGTERM', async () => {
  const env = { STAGEGATE_KUBECONFIG: plane.kubeconfig.operator, STAGEGATE_LISTEN: '127.0.0.1:0' };
  const args = readOnly(app, 'main', path.dirname(plane.kubeconfig.operator));
  const operator = spawn(process.execPath, args, { cwd: app, env, stdio: ['ignore', 'pipe', 'inherit'] });
  const ended = once(operator, 'exit');
  try {
    const [firstLine] = (await once(createInterface(operator.stdout), 'line')) as [string];
    const { port } = JSON.parse(firstLine) as { port: number };
    const ready = async () => (await fetch(`http://127.0.0.1:${port}/readyz`)).status;
    await expect.poll(ready).toBe(200);
  } finally {
    operator.kill('SIGTERM');
  }
  expect(await ended).toEqual([0, null]);
});
