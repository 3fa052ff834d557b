import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { run } from '../../hack/control-plane/run.ts';
import { useRuntimeFolder } from './runtime-folder.ts';

const root = join(import.meta.dirname, '../..');
const cli = join(root, 'hack/control-plane/cli.ts');

const { folder, processes } = useRuntimeFolder();

describe('the command', () => {
  const command = (...args: string[]) => run(process.execPath, [cli, ...args], { cwd: root });

  test('starts a control plane that outlives it, shows it, hands it out again, and stops it', async () => {
    const first = await command('start', '--name', 'shell', '--flavor', 'generic');
    expect(first.stderr).toMatch(/'shell' is ready at https:\/\/127\.0\.0\.1:\d+ after \d+\.\d s/);
    expect(
      first.stdout
        .trimEnd()
        .split('\n')
        .filter((line) => !/^export [A-Z_]+=\S+$/.test(line)),
    ).toEqual([]);

    const script = `${first.stdout} kubectl auth whoami -o name; KUBECONFIG=$STAGEGATE_KUBECONFIG_CLUSTER_OPERATOR kubectl auth whoami`;
    const evaluated = await run('sh', ['-c', script]);
    expect(evaluated.stdout).toContain('cluster-operator');

    const again = await command('start', '--name', 'shell', '--flavor', 'generic');
    expect(again).toMatchObject({ code: 0, stdout: first.stdout });
    expect(again.stderr).toContain(`'shell' is already running`);
    const differently = await command('start', '--name', 'shell');
    expect(differently).toMatchObject({ code: 1, stdout: '' });
    expect((await command('status')).stdout).toMatch(/^NAME +FLAVOR +STATUS .*\nshell +generic +Running +- +https:/);

    expect((await command('stop', '--all')).stderr).toBe(`control plane: 'shell' is stopped\n`);
    expect(processes()).toEqual([]);
    expect(readdirSync(folder)).toEqual([]);
    expect((await command('status')).stdout).toBe('No control plane is running.\n');
  });

  test.each([
    [['start', '--flavor', 'tiny'], `--flavor is 'tiny'; it is full or generic`],
    [['start', '--emulated-version', 'v1'], `--emulated-version is 'v1'; it is a release such as 1.34`],
    [['start', '--feature-gates', 'A=maybe'], `--feature-gates has 'A=maybe'; each is NAME=true or NAME=false`],
    [['start', '--name', 'A/B'], `--name is 'A/B'; it must be at most 40`],
    [['stop', '--name', 'a', '--all'], '--name and --all exclude each other'],
    [['status', '--verbose'], `Unknown option '--verbose'`],
    [['restart'], `unknown command 'restart'; the commands are start, stop, status and build`],
  ])('refuses %j with code 2 and the way out', async (args, message) => {
    const refused = await command(...args);
    expect(refused).toMatchObject({ code: 2, stdout: '' });
    expect(refused.stderr).toContain(message);
  });
});
