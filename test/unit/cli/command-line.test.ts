import { describe, expect, test } from 'vitest';
import { inline, inProcess, printed } from '../../support/command-run.ts';
import { scratch, setFile, WORLD, worldFile } from '../../support/scratch-folder.ts';

describe('flags', () => {
  const from = '{component: kubernetes, releaseFrom: APIServer}';

  test('--release says what runs, patch and suffix dropped, whether a FeatureSet names a release or asks the component', () => {
    const ran = inline(
      'evaluate',
      '-f',
      worldFile(),
      '-f',
      setFile(from),
      '--release',
      'kubernetes=v1.35.2',
      '-o',
      'json',
    );
    expect(printed(ran).report.map(({ featureSet, release }) => [featureSet, release])).toEqual([
      ['default/a', '1.35'],
      ['kube-system/cluster', '1.35'],
    ]);
  });

  test('without --release such a FeatureSet says what is missing', () => {
    const ran = inline('evaluate', '-f', setFile(from), '-o', 'json');
    expect(ran.code).toBe(1);
    const [report] = printed(ran).report;
    expect(report).toMatchObject({
      release: null,
      gates: [],
      findings: [{ severity: 'Error', reason: 'ReleaseNotReported' }],
    });
    expect(report?.findings[0]?.message).toContain('--release COMPONENT=RELEASE');
  });

  test('--now decides what has expired', () => {
    const spec =
      '{component: kubernetes, release: "1.34", overrides: [{gate: Base, state: Disabled, expires: {date: "2026-07-01"}, onExpiry: Revert}]}';
    const at = (now: string) =>
      printed(inline('evaluate', '-f', worldFile(), '-f', setFile(spec), '-o', 'json', '--now', now)).report[0]
        ?.gates[0]?.effective;
    expect(at('2026-06-30T23:59:59Z')).toBe('Disabled');
    expect(at('2026-07-01T00:00:00Z')).toBe('Enabled');
  });

  const refused: [args: string[], message: string][] = [
    [[], 'evaluate needs input: name files, folders or - (stdin) with -f'],
    [['-f', 'WORLD', '-o', 'wide'], "--output is 'wide' and must be one of json, table, yaml"],
    [
      ['-f', 'WORLD', '--now', 'tomorrow'],
      "--now is 'tomorrow' and must be a moment by RFC 3339, such as 2026-05-15T00:00:00Z",
    ],
    [['-f', 'WORLD', '--now', '2026-02-30T00:00:00Z'], 'must be a moment by RFC 3339'],
    [['-f', 'WORLD', '--now', '2026-02-03'], 'must be a moment by RFC 3339'],
    [
      ['-f', 'WORLD', '--release', 'newest'],
      "--release is 'newest' and must be [COMPONENT=]RELEASE, such as kubernetes=1.36",
    ],
    [['-f', 'WORLD', '--release', 'kubernetes=newest'], 'must be [COMPONENT=]RELEASE'],
    [
      ['-f', 'WORLD', '--release', 'kubernetes=1.35', '--release', 'kubernetes=1.36'],
      "--release names component 'kubernetes' twice; give it once",
    ],
    [['-f', 'WORLD', '--cluster'], "evaluate: Unknown option '--cluster' (stagegate evaluate --help)"],
    [['-f'], "evaluate: Option '-f, --filename <value>' argument missing (stagegate evaluate --help)"],
    [['-f', '-', '-f', '-'], '-f - may be given once'],
  ];
  test.each(refused)('%j is refused with exit code 2 and a way out', (args, message) => {
    const ran = inline('evaluate', ...args.map((arg) => (arg === 'WORLD' ? worldFile() : arg)));
    expect(ran).toMatchObject({ code: 2, stdout: '' });
    expect(ran.stderr).toContain(message);
  });
});

describe('the verbs', () => {
  test('--help lists them, and each has its own', () => {
    expect(inline('--help')).toMatchObject({ code: 0, stderr: '' });
    for (const verb of ['diff', 'evaluate', 'import']) {
      expect(inline('--help').stdout).toContain(`  ${verb}`);
      expect(inline(verb, '--help').stdout).toContain(`Usage: stagegate ${verb}`);
      expect(inline(verb, '-h')).toMatchObject({ code: 0, stderr: '' });
    }
  });

  test('an unknown one is named, with the nearest', () => {
    expect(inline('evalute')).toMatchObject({
      code: 2,
      stderr: "there is no verb 'evalute'; did you mean 'evaluate'? (stagegate --help)\n",
    });
    expect(inline('deploy')).toMatchObject({
      code: 2,
      stderr:
        "there is no verb 'deploy'; it must be one of diff, evaluate, explain, import, lint, matrix (stagegate --help)\n",
    });
    expect(inline().stderr).toBe(
      'no verb is given; it must be one of diff, evaluate, explain, import, lint, matrix (stagegate --help)\n',
    );
  });
});

describe('-o table', () => {
  test('is the default, and says what a person needs', () => {
    const ran = inProcess(['evaluate', '-f', worldFile()]);
    expect(ran.code).toBe(1);
    expect(ran.stdout).toBe(
      `
FEATURESET            COMPONENT    RELEASE   ON   OFF   EXCEPTIONS   ERRORS   WARNINGS   INFOS
kube-system/cluster   kubernetes   1.34      0    2     2            2        0          0

kube-system/cluster (kubernetes 1.34)
  Error DependencyUnmet
    Gate 'Fast' requires 'Base', not on in 1.34; the component would refuse this, so it is off; enable 'Base' or
    disable 'Fast'
  Error UnknownFeatureGate
    Component 'kubernetes' declares no gate 'Fasst'; the override is ignored; did you mean 'Fast'?

  EXCEPTION   LEVEL   DEFAULT   REQUESTED   EFFECTIVE   SOURCE
  Base        Beta    Enabled   Disabled    Disabled    Override
  Fast        Beta    Enabled   Enabled     Disabled    Dependency

2 FeatureGates, 1 FeatureSet: 1 not ready, 2 errors found.
`.trimStart(),
    );
  });

  test('calls Stable what Kubernetes calls GA, and names what else is not ready', () => {
    const spec = '{component: kubernetes, release: "1.35", overrides: [{gate: Base, state: Disabled}]}';
    const unlocked = WORLD.replace('level: Stable}', 'level: Stable, default: Enabled, locked: false}').split('---\n');
    const { code, stdout } = inline(
      'evaluate',
      '-f',
      scratch.file('base.yaml', unlocked[1] ?? ''),
      '-f',
      setFile(spec),
      '-f',
      scratch.file('broken.yaml', unlocked[0]?.replace('Base', 'Nowhere') ?? ''),
    );
    expect(code).toBe(1);
    expect(stdout).toContain('Base        Stable (GA)   Enabled');
    expect(stdout).toContain(
      "Not ready:\n  FeatureGate kubernetes.fast: UnknownDependency\n    Gate 'Fast' requires 'Nowhere'",
    );
  });
});
