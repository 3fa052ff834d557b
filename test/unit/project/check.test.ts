import { spawnSync } from 'node:child_process';
import path from 'node:path';
import { expect, test } from 'vitest';

const root = path.resolve(import.meta.dirname, '../../..');

test('types, lint, format, unused code and generated files are in order: node strips types and would not notice', () => {
  const { status, stdout, stderr } = spawnSync(process.execPath, ['hack/check.ts'], { cwd: root, encoding: 'utf8' });
  expect(status, stdout + stderr).toBe(0);
}, 900_000);
