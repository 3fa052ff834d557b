import { describe, expect, test } from 'vitest';
import { helpText, readConfig, SETTINGS } from '../../../src/controller/operator-settings.ts';

const settings = Object.values(SETTINGS);

describe('the settings', () => {
  test('have defaults, so that none is needed', () => {
    expect(readConfig([], {})).toEqual({
      kind: 'Run',
      config: {
        kubeconfig: undefined,
        context: undefined,
        listen: { host: '', port: 8080 },
        logLevel: 'info',
        gateSeries: 'Auto',
        resyncSeconds: 36_000,
      },
    });
  });

  test('are all listed by --help, each with its flag, its variable and its default', () => {
    expect(readConfig(['--help'], {})).toEqual({ kind: 'Help', text: helpText() });
    expect(readConfig(['-h', '--listen', 'nonsense'], {})).toMatchObject({ kind: 'Help' });
    const text = helpText().replaceAll(/\s+/g, ' ');
    for (const { flag, env, value, help, fallback } of settings) {
      expect(text).toContain(
        ` --${flag} ${value} ${help} ${env}${fallback === undefined ? '' : `; default ${fallback}`} `,
      );
    }
    expect(
      helpText()
        .split('\n')
        .filter((line) => line.length > 80),
    ).toEqual([]);
  });

  test.each([
    ['--listen', '[::1]:9000', { listen: { host: '::1', port: 9000 } }],
    ['--listen', ':0', { listen: { host: '', port: 0 } }],
    ['--listen', 'localhost:65535', { listen: { host: 'localhost', port: 65535 } }],
    ['--gate-series', 'Exceptions', { gateSeries: 'Exceptions' }],
    ['--resync-seconds', '1', { resyncSeconds: 1 }],
    ['--log-level', 'debug', { logLevel: 'debug' }],
    ['--kubeconfig', '/a b', { kubeconfig: '/a b' }],
    ['--context', 'prod', { context: 'prod' }],
  ])('take %s %s', (flag, value, config) => {
    expect(readConfig([flag, value], {})).toMatchObject({ kind: 'Run', config });
    const variable = settings.find((setting) => `--${setting.flag}` === flag)?.env ?? '';
    expect(readConfig([], { [variable]: value })).toMatchObject({ kind: 'Run', config });
  });

  test('prefer the flag to the variable, and the variable to the default; an empty variable says nothing', () => {
    const level = (args: string[], env: Record<string, string>): unknown => {
      const reading = readConfig(args, env);
      return reading.kind === 'Run' ? reading.config.logLevel : reading;
    };
    expect(level(['--log-level', 'warn'], { STAGEGATE_LOG_LEVEL: 'error' })).toBe('warn');
    expect(level([], { STAGEGATE_LOG_LEVEL: 'error' })).toBe('error');
    expect(level([], { STAGEGATE_LOG_LEVEL: '' })).toBe('info');
  });

  test.each([
    [['--listen', '8080'], {}, "--listen is '8080'"],
    [['--listen', 'host:99999'], {}, "--listen is 'host:99999'"],
    [['--gate-series', 'all'], {}, "--gate-series is 'all'"],
    [['--resync-seconds', '0'], {}, "--resync-seconds is '0'"],
    [['--resync-seconds', '1.5'], {}, "--resync-seconds is '1.5'"],
    [['--resync-seconds', 'soon'], {}, "--resync-seconds is 'soon'"],
    [['--kubeconfig='], {}, "--kubeconfig is ''"],
    [[], { STAGEGATE_LOG_LEVEL: 'loud' }, "STAGEGATE_LOG_LEVEL is 'loud'"],
    [['--lisen', ':1'], {}, "'--lisen'"],
    [['listen'], {}, "'listen'"],
  ])('refuse %j with %j, naming what is wrong', (args, env, naming) => {
    const reading = readConfig(args, env);
    expect(reading).toMatchObject({ kind: 'Refused', problems: [expect.stringContaining(naming)] });
  });

  test('name every setting that is wrong, not just the first', () => {
    const reading = readConfig(['--listen', 'x', '--log-level', 'y'], { STAGEGATE_GATE_SERIES: 'z' });
    expect(reading.kind === 'Refused' && reading.problems.length).toBe(3);
  });
});
