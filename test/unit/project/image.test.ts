import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync, rmSync } from 'node:fs';
import { totalmem } from 'node:os';
import path from 'node:path';
import { validate } from 'dockerfile-utils';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { makeImageFolder, readOnly } from './image-folder.ts';
import { root } from './source-file.ts';

const dockerfile = readFileSync(path.join(root, 'Dockerfile'), 'utf8');
/** The lines of the last stage: what the image is. */
const image = dockerfile.slice(dockerfile.lastIndexOf('FROM ')).split('\n');
const words = (instruction: string): string[] =>
  image.filter((line) => line.startsWith(`${instruction} `)).map((line) => line.slice(instruction.length + 1));
const entrypoint = JSON.parse(words('ENTRYPOINT').join('')) as string[];

describe('the Dockerfile', () => {
  test('has nothing that a Dockerfile linter complains of', () => {
    expect(validate(dockerfile)).toEqual([]);
  });

  test('makes an image without shell or root: distroless, a numeric user, exec form, nothing run in it', () => {
    expect(image[0]).toMatch(/^FROM gcr\.io\/distroless\/nodejs24-debian13:nonroot$/);
    expect(words('USER')).toEqual(['65532:65532']);
    expect(words('RUN')).toEqual([]);
    const [node, ...rest] = entrypoint;
    expect([node, rest.at(-1)]).toEqual(['/nodejs/bin/node', '/app/dist/main.js']);
  });

  test('ties the heap to the memory limit of the container, with flags that Node.js has', () => {
    const flags = entrypoint.slice(1, -1);
    expect(flags).toContain('--max-old-space-size-percentage=75');
    const size = 'console.log(v8.getHeapStatistics().heap_size_limit)';
    const run = spawnSync(process.execPath, [...flags, '-e', size], { encoding: 'utf8' });
    expect(run).toMatchObject({ status: 0, stderr: '' });
    const available = process.constrainedMemory() || Infinity;
    expect(Number(run.stdout) / Math.min(available, totalmem())).toBeCloseTo(0.75, 1);
  });

  test('builds on the Node.js that package.json pins, and runs on its major', () => {
    const { devDependencies } = JSON.parse(readFileSync(path.join(root, 'package.json'), 'utf8')) as {
      devDependencies: { node: string };
    };
    expect(dockerfile).toContain(`library/node:${devDependencies.node}-`);
    expect(image[0]).toContain(`nodejs${devDependencies.node.split('.')[0]}-`);
  });

  test('gets into its build whatever it copies: .dockerignore lets it through', () => {
    const ignore = readFileSync(path.join(root, '.dockerignore'), 'utf8').trim().split('\n');
    const copied = [...dockerfile.matchAll(/^COPY (?!--from)(.+) \S+$/gm)].flatMap(([, names]) => names?.split(' '));
    expect(ignore).toEqual(['*', ...new Set(copied.map((name) => `!${name}`))]);
  });
});

describe('the files of the image, alone in a folder', () => {
  let app: string;

  test('are the bundle and package.json', () => {
    expect(words('COPY')).toEqual(['package.json ./', '--from=build /build/dist ./dist']);
  });

  beforeAll(() => {
    app = makeImageFolder();
  }, 300_000);

  afterAll(() => rmSync(app, { recursive: true }));

  test('have nothing of the generated API, which is 5 MB that nobody calls', () => {
    const dist = path.join(app, 'dist');
    const texts = readdirSync(dist).map((file) => readFileSync(path.join(dist, file), 'utf8'));
    expect(texts.filter((text) => text.includes('readNamespacedPod'))).toEqual([]);
    expect(texts.join('').length).toBeLessThan(2_500_000);
  });

  test('are ASCII, since one character more doubles what V8 keeps of a file', () => {
    const dist = path.join(app, 'dist');
    for (const file of readdirSync(dist))
      expect(readFileSync(path.join(dist, file), 'utf8')).not.toMatch(/[\u0080-\uffff]/);
  });

  test.each(['main', 'stagegate'])('%s --help runs, with nothing else installed and nothing to write to', (program) => {
    const run = spawnSync(process.execPath, [...readOnly(app, program), '--help'], {
      cwd: app,
      env: {},
      encoding: 'utf8',
    });
    expect(run).toMatchObject({ status: 0, stderr: '' });
    expect(run.stdout).toMatch(/stagegate/i);
  });
});
