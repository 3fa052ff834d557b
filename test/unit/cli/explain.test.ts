import { describe, expect, test } from 'vitest';
import type { Explanation } from '../../../src/report/explanation.ts';
import { inline } from '../../support/command-run.ts';
import { scratch, worldFile } from '../../support/scratch-folder.ts';

const KUBERNETES = 'config/catalogs/kubernetes';
const DRIVER = 'config/catalogs/nvidia-dra-driver';
const TEKTON = 'config/catalogs/tekton-pipelines';

/** A file with the FeatureSet `team/set` of that spec. */
function set(spec: string): string {
  return scratch.file(
    'set.yaml',
    `{apiVersion: stagegate.dev/v1beta1, kind: FeatureSet, metadata: {name: set, namespace: team}, spec: ${spec}}`,
  );
}

/** A file with gates of component `thing`: each a name and the rest of its spec. */
function gates(...specs: [name: string, spec: string][]): string {
  const objects = specs.map(
    ([name, spec]) =>
      `{apiVersion: stagegate.dev/v1beta1, kind: FeatureGate, metadata: {name: thing.${name.toLowerCase()}}, spec: {component: thing, gate: ${name}, owners: [someone], ${spec}}}`,
  );
  return scratch.file('gates.yaml', objects.join('\n---\n'));
}

/** A file with the policy of component `thing`. */
function policy(spec: string): string {
  return scratch.file(
    'policy.yaml',
    `{apiVersion: stagegate.dev/v1beta1, kind: MaturityPolicy, metadata: {name: thing}, spec: ${spec}}`,
  );
}

/** The only explanation that `-o json` prints. */
function explained(...args: string[]): Explanation {
  const ran = inline('explain', '-o', 'json', ...args);
  expect(ran.stderr).toBe('');
  const { explanations } = JSON.parse(ran.stdout) as { explanations: Explanation[] };
  expect(explanations).toHaveLength(1);
  return explanations[0] as Explanation;
}

/** Steps as `5 Enabled: what it says`. */
function steps({ steps: all }: Explanation): string[] {
  return all.map(({ step, value, says }) => `${step} ${value ?? '-'}: ${says.join('; ')}`);
}

describe('for a person', () => {
  test('a gate of Kubernetes that is locked on, whoever sets it', () => {
    const spec =
      '{component: kubernetes, release: "1.36", groups: [{name: AllBeta, state: Disabled}], overrides: [{gate: SidecarContainers, state: Disabled, reason: an old note says so}]}';
    const ran = inline('explain', 'SidecarContainers', '-f', KUBERNETES, '-f', set(spec));
    expect(ran).toEqual({
      code: 1,
      stderr: '',
      stdout: `
team/set: SidecarContainers is on in kubernetes 1.36
  decided in step 1, stage in force: Stable since 1.33, locked on

      STEP                            VALUE     WHAT IT SAYS
  →   1 stage in force                Enabled   Stable since 1.33, locked on
      2 upstream coupling             Enabled   builds on no upstream feature
      3 default                       Enabled   on by default: the stage says so
      4 group switches                Enabled   group AllBeta passes over it: it is locked
      5 override                      Enabled   spec.overrides sets it off (an old note says so), which is refused
                                                Error GateLocked
      6 minimum level and settings    Enabled   no minimum is set
      7 dependencies and exclusions   Enabled   requires nothing, excludes nothing

  Error GateLocked
    Gate 'SidecarContainers' is locked on in 1.36; the override to Disabled is rejected; delete it: the value
    stays on
`.trimStart(),
    });
  });

  test('a gate of Tekton that enable-api-fields switches on', () => {
    const spec = '{component: tekton-pipelines, release: v0.44.0, groups: [{name: enable-api-fields, level: Alpha}]}';
    const ran = inline('explain', 'matrix', '-f', TEKTON, '-f', set(spec));
    expect(ran).toEqual({
      code: 0,
      stderr: '',
      stdout: `
team/set: matrix is on in tekton-pipelines v0.44.0
  decided in step 4, group switches: group enable-api-fields is Alpha: on at Alpha

      STEP                            VALUE      WHAT IT SAYS
      1 stage in force                -          Alpha since v0.38.0
                                                 next: Beta in v0.53.0
      2 upstream coupling             -          builds on no upstream feature
      3 default                       Disabled   off by default: the policy's default for Alpha
  →   4 group switches                Enabled    group enable-api-fields is Alpha: on at Alpha
      5 override                      Enabled    nobody sets it
      6 minimum level and settings    Enabled    no minimum is set
      7 dependencies and exclusions   Enabled    requires nothing, excludes nothing
`.trimStart(),
    });
  });

  test("a gate of NVIDIA's driver that a setting switches off though somebody asked for it", () => {
    const spec =
      '{component: nvidia-dra-driver, release: v0.5.0, settings: [{name: host-managed-imex, value: "true"}], overrides: [{gate: HostManagedIMEXDaemon, state: Enabled}, {gate: ComputeDomainCliques, state: Enabled, reason: cliques please, requestedBy: team-hpc, ticket: HPC-12, expires: {date: "2027-01-01"}, onExpiry: Revert}]}';
    const ran = inline('explain', 'ComputeDomainCliques', '-f', DRIVER, '-f', set(spec));
    expect(ran).toEqual({
      code: 1,
      stderr: '',
      stdout: `
team/set: ComputeDomainCliques is off in nvidia-dra-driver v0.5.0
  decided in step 6, minimum level and settings: setting 'host-managed-imex' switches it off

      STEP                            VALUE      WHAT IT SAYS
      1 stage in force                -          Beta since v25.12.0
      2 upstream coupling             -          builds on no upstream feature
      3 default                       Enabled    on by default: the stage says so
      4 group switches                Enabled    none is set
      5 override                      Enabled    spec.overrides sets it on (cliques please; asked by team-hpc;
                                                 HPC-12; until 2027-01-01, then reverted)
                                                 Warning OverrideRedundant
  →   6 minimum level and settings    Disabled   no minimum is set
                                                 setting 'host-managed-imex' switches it off
                                                 Error ForcedOff
      7 dependencies and exclusions   Disabled   requires 'IMEXDaemonsWithDNSNames', which is off

  Error ForcedOff
    Gate 'ComputeDomainCliques' is off because setting 'host-managed-imex' switches it off
  Warning OverrideRedundant
    Gate 'ComputeDomainCliques' is on by default; the override changes nothing; delete it
`.trimStart(),
    });
  });

  test('a release that nobody knows leaves nothing to explain, and is an Error', () => {
    const unknown = set('{component: nvidia-dra-driver, release: v9.0.0}');
    expect(inline('explain', 'DynamicMIG', '-f', DRIVER, '-f', unknown)).toMatchObject({
      code: 1,
      stdout: expect.stringMatching(
        /^team\/set: which release of nvidia-dra-driver runs is not known[^]*Error ReleaseUnknown/,
      ) as string,
    });
  });
});

describe('what each step can say', () => {
  const STAGES = 'stages: [{release: v1.0.0, level: Alpha}, {release: v1.2.0, level: Beta}]';
  const LEVELS =
    'levels: [{name: Alpha, default: Disabled}, {name: Beta, default: Enabled, upstreamMinimum: {level: Beta, strength: Required}}, {name: Stable, default: Enabled, locked: true}]';
  const thing = (release: string, more = '') => set(`{component: thing, release: ${release}${more}}`);

  test('1: a gate that is gone, and what took its place', () => {
    const spec =
      'stages: [{release: v1.0.0, level: Beta}, {release: v1.2.0, level: Removed}], deprecation: {message: it is always on, replacement: {mode: AlwaysOn}}';
    const one = explained('Old', '-f', gates(['Old', spec]), '-f', policy(`{${LEVELS}}`), '-f', thing('v1.3.0'));
    expect(one).toMatchObject({ level: 'Removed', effective: 'Disabled', source: 'Removed', decidedBy: 1 });
    expect(one.because).toBe('it was removed in v1.2.0: it is always on; the feature is always on');
    expect(steps(one).slice(1)).toEqual([
      '2 Disabled: ',
      '3 Disabled: ',
      '4 Disabled: ',
      '5 Disabled: nobody sets it',
      '6 Disabled: ',
      '7 Disabled: ',
    ]);
  });

  test('1: a gate that is not there yet, and 5: that nobody may set it', () => {
    const files = ['-f', gates(['New', STAGES]), '-f', policy(`{${LEVELS}}`), '-f', thing('v0.9.0')];
    const one = explained('New', ...files, '--set', 'New=false');
    expect(one).toMatchObject({ level: 'NotYetAvailable', source: 'NotAvailable', decidedBy: 1 });
    expect(one.because).toBe('it begins with v1.0.0 as Alpha and cannot be set before');
    expect(one.steps[4]).toMatchObject({
      says: ['spec.overrides sets it off (what if: --set), which is refused'],
      findings: [{ reason: 'NotYetAvailable' }],
    });
  });

  test('1: a stage that waits for what the installation stays compatible with', () => {
    const spec =
      'stages: [{release: v1.1.0, level: Beta, default: Disabled}, {release: v1.1.0, level: Beta, default: Enabled, minCompatibility: v1.1.0}]';
    const files = ['-f', gates(['Paired', spec]), '-f', policy(`{${LEVELS}}`)];
    const one = explained('Paired', ...files, '-f', thing('v1.1.0', ', minCompatibility: v1.0.0'));
    expect(one.steps[0]?.says).toEqual([
      'Beta since v1.1.0',
      'Beta waits until the installation is compatible with v1.1.0 at the oldest, which is v1.0.0 now',
    ]);
    expect(one).toMatchObject({ effective: 'Disabled', decidedBy: 3 });
  });

  const upstream = (onMismatch: string) =>
    `${STAGES}, upstream: [{name: KEP-1, component: base, milestones: [{level: Alpha, release: "1.1"}, {level: Beta, release: "1.3"}], onMismatch: ${onMismatch}}]`;
  const platform = (release: string) =>
    scratch.file(
      'base.yaml',
      `{apiVersion: stagegate.dev/v1beta1, kind: FeatureSet, metadata: {name: base, namespace: team}, spec: {component: base, release: "${release}"}}`,
    );
  const onBase = ', platform: [{component: base, featureSet: {name: base}}]';

  test('2: an upstream feature that is as far as is asked', () => {
    const files = ['-f', gates(['Up', upstream('Fail')]), '-f', policy(`{${LEVELS}}`), '-f', platform('1.3')];
    const one = explained('Up', ...files, '-f', thing('v1.2.0', onBase));
    expect(steps(one)[1]).toBe('2 -: KEP-1 is Beta in base 1.3, at least Beta is required');
    expect(one).toMatchObject({ effective: 'Enabled', decidedBy: 3, findings: [] });
  });

  test('2: one that lags, and the default of the stage before that holds', () => {
    const files = ['-f', gates(['Up', upstream('Defer')]), '-f', policy(`{${LEVELS}}`), '-f', platform('1.2')];
    const one = explained('Up', ...files, '-f', thing('v1.2.0', onBase));
    expect(steps(one).slice(1, 3)).toEqual([
      '2 Disabled: KEP-1 is Alpha in base 1.2, at least Beta is required: the default of the stage before holds',
      "3 Disabled: on by default: the policy's default for Beta; step 2 puts off in its place",
    ]);
    expect(one).toMatchObject({ effective: 'Disabled', decidedBy: 2, source: 'UpstreamCoupling' });
  });

  test('2: one that lags so that the gate is off whoever asks', () => {
    const files = ['-f', gates(['Up', upstream('Fail')]), '-f', policy(`{${LEVELS}}`), '-f', platform('1.0')];
    const one = explained('Up', ...files, '-f', thing('v1.2.0', onBase), '--set', 'thing:Up=true');
    expect(one).toMatchObject({ requested: 'Enabled', effective: 'Disabled', decidedBy: 2 });
    expect(one.because).toBe(
      'KEP-1 is not available yet in base 1.0, at least Beta is required: it is off, whatever is set',
    );
    expect(one.steps.map(({ value }) => value)).toEqual([null, ...Array<string>(6).fill('Disabled')]);
  });

  test('2: one of a component of which nothing is known', () => {
    const files = ['-f', gates(['Up', upstream('Fail')]), '-f', policy(`{${LEVELS}}`), '-f', thing('v1.2.0')];
    const one = explained('Up', ...files);
    expect(one.steps[1]).toMatchObject({
      says: ['KEP-1 is not judged: nothing is known here of the release of base'],
      findings: [{ severity: 'Info', reason: 'PlatformUnknown', subject: 'base' }],
    });
  });

  test('2: why nothing is known of it, but only for a gate that has to do with it', () => {
    const files = ['-f', gates(['Up', upstream('Fail')], ['Alone', STAGES]), '-f', policy(`{${LEVELS}}`)];
    const circle = scratch.file(
      'base.yaml',
      '{apiVersion: stagegate.dev/v1beta1, kind: FeatureSet, metadata: {name: base, namespace: team}, spec: {component: base, release: "1.3", platform: [{component: thing, featureSet: {name: set}}]}}',
    );
    const reasons = (gate: string, ...more: string[]) =>
      explained(gate, ...files, '-f', thing('v1.2.0', onBase), ...more).findings.map(({ reason }) => reason);
    expect(reasons('Up')).toEqual(['PlatformUnavailable', 'PlatformUnknown']);
    expect(reasons('Up', '-f', circle)).toEqual(['PlatformCycle', 'PlatformUnknown']);
    expect([...reasons('Alone'), ...reasons('Alone', '-f', circle)]).toEqual([]);
  });

  test('5: which layer wins, which is outranked, and which has expired', () => {
    const map = scratch.file(
      'map.yaml',
      '{apiVersion: v1, kind: ConfigMap, metadata: {name: flags, namespace: team}, data: {Two: "false"}}',
    );
    const source = 'sources: [{configMap: {name: flags}, format: KeyValue}]';
    const override = '{gate: Two, state: Disabled, expires: {date: "2026-05-01"}, onExpiry: Revert}';
    const files = ['-f', gates(['Two', STAGES]), '-f', policy(`{${LEVELS}}`), '-f', map];
    const expired = explained('Two', ...files, '-f', thing('v1.0.0', `, ${source}, overrides: [${override}]`));
    expect(expired.steps[4]?.says).toEqual([
      'spec.overrides sets it off (until 2026-05-01, then reverted), which has expired and no longer counts',
      'configmap/flags sets it off',
    ]);
    const outranked = explained('Two', ...files, '-f', thing('v1.0.0', `, ${source}`), '--set', 'Two=true');
    expect(outranked.steps[4]?.says).toEqual([
      'spec.overrides sets it on (what if: --set)',
      'configmap/flags sets it off, which is outranked',
    ]);
    expect(outranked.steps[4]?.findings).toMatchObject([{ severity: 'Info', reason: 'DuplicateKey' }]);
  });

  test('6: a minimum level that the gate does not reach', () => {
    const files = ['-f', gates(['Young', STAGES]), '-f', policy(`{${LEVELS}}`)];
    const one = explained('Young', ...files, '-f', thing('v1.0.0', ', minimumLevel: Beta'), '--set', 'Young=true');
    expect(one).toMatchObject({ requested: 'Enabled', effective: 'Disabled', decidedBy: 6 });
    expect(one.because).toBe('Alpha is below spec.minimumLevel Beta');
  });

  test('7: the whole chain of what is required, and what is preferred', () => {
    const files = [
      '-f',
      gates(
        [
          'Head',
          `${STAGES}, requires: [{gate: Middle}, {gate: Nice, strength: Preferred}, {gate: Ghost, fromRelease: v2.0.0}]`,
        ],
        ['Middle', `${STAGES}, requires: [{gate: Tail}, {component: base, platformFrom: "1.3"}]`],
        ['Nice', STAGES],
        ['Tail', STAGES],
      ),
      '-f',
      policy(`{${LEVELS}}`),
      '-f',
      platform('1.3'),
    ];
    const off = explained('Head', ...files, '-f', thing('v1.2.0', onBase), '--set', 'thing:Tail=false');
    expect(off).toMatchObject({ effective: 'Disabled', source: 'Dependency', decidedBy: 7 });
    expect(off.because).toBe("requires 'Middle', which is off");
    expect(off.steps[6]?.says).toEqual([
      "requires 'Middle', which is off",
      "prefers 'Nice', which is on",
      "requires 'Ghost', in other releases only",
    ]);
    const middle = explained('Middle', ...files, '-f', thing('v1.2.0', onBase));
    expect(middle.steps[6]?.says).toEqual([
      "requires 'Tail', which is on",
      'requires base 1.3 or newer, which is reached',
    ]);
  });

  test('7: a gate that must not be on together with another', () => {
    const spec = '{component: nvidia-dra-driver, release: v0.4.0}';
    const sets = ['--set', 'DynamicMIG=true', '--set', 'MPSSupport=true'];
    const mig = explained('DynamicMIG', '-f', DRIVER, '-f', set(spec), ...sets);
    expect(mig).toMatchObject({ effective: 'Disabled', source: 'Exclusion', decidedBy: 7 });
    expect(mig.because).toContain("excludes 'MPSSupport', which was on too");
    const mps = explained('MPSSupport', '-f', DRIVER, '-f', set(spec), ...sets);
    expect(mps).toMatchObject({ effective: 'Disabled', because: "excludes 'DynamicMIG', which was on too" });
    expect(mps.findings).toMatchObject([{ severity: 'Error', reason: 'MutuallyExclusive', subject: 'DynamicMIG' }]);
  });
});

describe('which gate and which FeatureSet', () => {
  test('every FeatureSet of the component, or the one that is named', () => {
    const two = ['-f', worldFile(), '-f', set('{component: kubernetes, release: "1.35"}')];
    const first = inline('explain', 'Base', ...two);
    expect(first.stdout.match(/^\S+: Base is \w+/gm)).toEqual([
      'kube-system/cluster: Base is off',
      'team/set: Base is on',
    ]);
    const named = inline('explain', 'kubernetes:Base', ...two, '--featureset', 'team/set');
    expect(named.stdout.match(/^\S+: Base is \w+/gm)).toEqual(['team/set: Base is on']);
  });

  test('a component without a FeatureSet is explained at the release that is given', () => {
    const one = explained('kubernetes:AllowDNSOnlyNodeCSR', '-f', KUBERNETES, '-f', DRIVER, '--release', '1.36');
    expect(one).toMatchObject({ featureSet: 'what-if/kubernetes', release: '1.36', effective: 'Disabled' });
  });

  test('a gate nobody declares ends with exit code 1 and the nearest names', () => {
    expect(inline('explain', 'SidecarContainrs', '-f', KUBERNETES)).toEqual({
      code: 1,
      stdout: '',
      stderr: "no component in the input declares a gate 'SidecarContainrs'; did you mean 'SidecarContainers'?\n",
    });
    expect(inline('explain', 'kubernetes:DynamicMIG', '-f', KUBERNETES, '-f', DRIVER).stderr).toContain(
      "component 'kubernetes' declares no gate 'DynamicMIG'",
    );
    expect(inline('explain', 'enable-api-fields', '-f', TEKTON).stderr).toBe(
      "'enable-api-fields' is a group switch of component 'tekton-pipelines', not a gate; explain a gate it reaches\n",
    );
  });

  test('an object that breaks its schema is named and left out', () => {
    const broken = set('{component: kubernetes}');
    const ran = inline('explain', 'Base', '-f', worldFile(), '-f', broken);
    expect(ran.stderr).toBe('FeatureSet team/set is left out: spec: must set exactly one of release and releaseFrom\n');
    expect(ran.stdout).toContain('kube-system/cluster: Base is off');
  });

  test('-o yaml and -o json say the same', () => {
    const yaml = inline('explain', 'Base', '-f', worldFile(), '-o', 'yaml').stdout;
    expect(yaml).toContain('explanations:\n  - featureSet: kube-system/cluster\n');
    expect(yaml).toContain('because: spec.overrides sets it off');
  });

  const refused: [args: string[], message: string][] = [
    [['-f', 'WORLD'], 'explain takes one gate, as GATE or COMPONENT:GATE; files go after -f'],
    [['Base', 'Fast', '-f', 'WORLD'], 'explain takes one gate'],
    [['Base'], 'explain needs input: name files, folders or - (stdin) with -f'],
    [['Base', '-f', 'WORLD', '-o', 'wide'], "--output is 'wide' and must be one of json, table, yaml"],
    [['kube:Base', '-f', 'WORLD'], "no object of component 'kube' is in the input, which holds kubernetes"],
    [
      ['Base', '-f', 'WORLD', '--featureset', 'team/set'],
      "--featureset is 'team/set'; the FeatureSets of component 'kubernetes' are kube-system/cluster",
    ],
    [['SidecarContainers', '-f', KUBERNETES], 'nothing says which release runs; add --release kubernetes='],
  ];
  test.each(refused)('%j is refused with exit code 2 and a way out', (args, message) => {
    const ran = inline('explain', ...args.map((arg) => (arg === 'WORLD' ? worldFile() : arg)));
    expect(ran).toMatchObject({ code: 2, stdout: '' });
    expect(ran.stderr).toContain(message);
  });
});
