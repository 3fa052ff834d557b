import { execFileSync } from 'node:child_process';
import { cpSync, mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { root } from './source-file.ts';

/** Makes what /app holds in the image, built as the Dockerfile builds it, in a new temporary folder; answers the folder. */
export function makeImageFolder(): string {
  const app = mkdtempSync(path.join(tmpdir(), 'stagegate-image-'));
  cpSync(path.join(root, 'package.json'), path.join(app, 'package.json'));
  const rolldown = path.join(root, 'node_modules/rolldown/bin/cli.mjs');
  const config = ['--config', 'rolldown.config.ts', '--dir', path.join(app, 'dist')];
  execFileSync(process.execPath, [rolldown, ...config], { cwd: root, stdio: 'pipe' });
  return app;
}

/** The command line of a program of the image, on a file system that it may read and not write. */
export function readOnly(app: string, program: string, ...readable: string[]): string[] {
  return [
    '--permission',
    ...[app, ...readable].map((file) => `--allow-fs-read=${file}`),
    path.join(app, `dist/${program}.js`),
  ];
}
