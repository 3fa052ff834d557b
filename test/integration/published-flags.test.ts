import fc from 'fast-check';
import { beforeAll, describe, expect, test } from 'vitest';
import { startControlPlane } from '../../hack/control-plane/control-plane.ts';
import { answerGates, listGates, type LibraryRegistry } from '../../hack/control-plane/gates.ts';
import { referenceOf, type FeatureSet, type Gate, type Policy } from '../../src/api/declared.ts';
import type { KindName } from '../../src/api/kinds.ts';
import { parseManifest } from '../../src/api/parse.ts';
import { publishedData } from '../../src/formats/published-config.ts';
import { evaluate } from '../../src/lifecycle/component/evaluate.ts';
import { featureSet, world } from '../support/sample.ts';
import { kubernetesCatalog } from './cluster/catalog.ts';
import { inParallel } from './cluster/cluster.ts';
import type { Manifest } from '../support/manifest.ts';
import { Exposition } from './cluster/exposition.ts';
import { overrideSets, type OverrideSet } from './override-sets.ts';
import type { FeatureSetVerdict } from '../../src/lifecycle/install/feature-set-verdict.ts';

const RELEASES = ['1.33', '1.34', '1.35', '1.36'];
/** Of each release: how many sets the library is asked about, out of how many. */
const PUBLISHED = 50;
const GENERATED = 75;
/** Of each release: how many a server is started with. */
const STARTED = 3;
/** So many servers run at a time. */
const AT_ONCE = 2;
/** Each server takes seconds of a core until it is ready. */
const LONG = { timeout: 600_000 };
const seed = Number(process.env['STAGEGATE_SEED'] ?? Date.now() % 2 ** 31);
/** Servers are started with those of the sets that are the same in every run: whether one starts at all is no law of ours. */
const SERVER_SEED = 1;
/**
 * Its admission plugin waits for v1 of an API that no server serves which behaves as older than 1.36: one that is started with the gate is
 * never ready, whoever asks for it.
 */
const UNSTARTABLE_BEFORE_1_36 = { MutatingAdmissionPolicy: false };

let registry: LibraryRegistry;
let gates: Gate[];
let policy: Policy;
/** The sets that are tried: of each release first those that a server is started with. */
let all: Published[];
beforeAll(async () => {
  registry = await listGates();
  const objects = kubernetesCatalog();
  const declared = (kind: KindName): unknown[] =>
    objects.filter((object) => object.kind === kind).map((object) => parsed(kind, object));
  gates = declared('FeatureGate') as Gate[];
  policy = declared('MaturityPolicy')[0] as Policy;
  all = RELEASES.flatMap((release, index) => {
    const startable = overrideSets(registry, release, release === '1.36' ? {} : UNSTARTABLE_BEFORE_1_36);
    const started = publishedOf(fc.sample(startable, { numRuns: 3 * STARTED, seed: SERVER_SEED }), release);
    const sets = fc.sample(overrideSets(registry, release), { numRuns: GENERATED, seed: seed + index });
    const fit = publishedOf(sets, release);
    process.stdout.write(`published flags: ${fit.length} of ${GENERATED} sets at ${release} are without Error\n`);
    return [...started.slice(0, STARTED), ...fit.slice(0, PUBLISHED - STARTED)];
  });
});

function parsed(kind: KindName, object: Manifest): unknown {
  const result = parseManifest(kind, object);
  if (!result.valid) throw new Error(`${object.metadata.name}: ${result.problems.join('; ')}`);
  return result.object;
}

const state = (value: boolean) => (value ? 'Enabled' : 'Disabled');

/** A FeatureSet that publishes; every fourth says all gates, the others what they change. */
function setOf({ switches, overrides }: OverrideSet, release: string, index: number): FeatureSet {
  return featureSet(
    {
      release,
      groups: Object.entries(switches).map(([name, value]) => ({ name, state: state(value) })),
      overrides: Object.entries(overrides).map(([gate, value]) => ({ gate, state: state(value) })),
      publish: { configMap: 'flags', formats: ['FlagString'], include: index % 4 === 0 ? 'All' : 'Changed' },
    },
    `s${index}`,
  );
}

/** What one FeatureSet publishes, and what it says of each gate that its release has. */
interface Published {
  readonly set: OverrideSet;
  readonly release: string;
  readonly include: string | undefined;
  readonly flags: string;
  readonly effective: Readonly<Record<string, boolean>>;
}

/** The sets that may be published: an Error holds back, and nothing else does. */
function publishedOf(sets: readonly OverrideSet[], release: string): Published[] {
  const featureSets = sets.map((set, index) => setOf(set, release, index));
  const evaluation = evaluate(world({ policy, gates, featureSets }));
  const verdicts = featureSets.flatMap(({ metadata }) => evaluation.featureSets.get(referenceOf(metadata)) ?? []);
  expect(verdicts).toHaveLength(sets.length);
  return verdicts.flatMap((verdict, index) => {
    const { publication, findings } = verdict;
    const hasErrors = findings.some(({ severity }) => severity === 'Error');
    expect(publication?.heldBack).toBe(hasErrors);
    if (publication === undefined || hasErrors) return [];
    const { FlagString: flags = '' } = publishedData(publication.content, ['FlagString']);
    const include = verdict.featureSet.spec.publish?.include;
    return [{ set: sets[index] as OverrideSet, release, include, flags, effective: effectiveOf(verdict) }];
  });
}

function effectiveOf({ rows }: FeatureSetVerdict): Record<string, boolean> {
  const available = [...rows].filter(([, row]) => row.available);
  return Object.fromEntries(available.map(([name, { effective }]) => [name, effective === 'Enabled']));
}

/** Published flags name every gate by itself: no switch is on or off with them. */
const SWITCHES_OFF = { AllAlpha: false, AllBeta: false };

test(`${PUBLISHED * RELEASES.length} generated sets publish flags that Kubernetes' own library accepts and takes exactly our values from (R119, STAGEGATE_SEED=${seed})`, async () => {
  process.stdout.write(`published flags: STAGEGATE_SEED=${seed} repeats them\n`);
  expect(
    Object.entries(Object.groupBy(all, ({ release }) => release)).map(([release, sets]) => [release, sets?.length]),
  ).toEqual(RELEASES.map((release) => [release, PUBLISHED]));
  const answers = await answerGates(all.map(({ release, flags }) => ({ emulation: release, flags })));
  expect(answers).toHaveLength(all.length);
  const differing = all.flatMap(({ effective, ...one }, index) => {
    const answer = answers[index];
    const ours = { ...effective, ...SWITCHES_OFF };
    const names = Object.keys({ ...ours, ...answer?.gates }) as (keyof typeof ours)[];
    const gatesApart = names.filter((name) => ours[name] !== answer?.gates?.[name]);
    return answer?.error === null && gatesApart.length === 0 ? [] : [{ ...one, error: answer?.error, gatesApart }];
  });
  expect(differing).toEqual([]);

  // Sets that ask for little prove little.
  const share = (holds: (one: Published) => boolean): number => all.filter(holds).length / all.length;
  expect(share(({ flags }) => flags.split(',').length > 10)).toBeGreaterThan(0.5);
  for (const name of ['AllAlpha', 'AllBeta']) {
    for (const value of [true, false]) {
      expect(
        share(({ set }) => set.switches[name] === value),
        `${name}=${value}`,
      ).toBeGreaterThan(0.05);
    }
  }
  expect(share(({ include }) => include === 'All')).toBeGreaterThan(0.1);
});

/** Gates such as CoordinatedLeaderElection wait for an API that is not served by default. */
const SERVE_ALL = '--runtime-config=api/all=true';

describe('a real kube-apiserver', () => {
  test(
    `starts with the published flags of ${STARTED} of them at each of ${RELEASES.join(', ')}, and reports exactly our values`,
    LONG,
    async () => {
      const started = RELEASES.flatMap((release) => all.filter((one) => one.release === release).slice(0, STARTED));
      expect(started).toHaveLength(STARTED * RELEASES.length);
      await inParallel(started, AT_ONCE, async ({ release, flags, effective }) => {
        const plane = await startControlPlane({
          emulatedVersion: release,
          apiServerFlags: [`--feature-gates=${flags}`, SERVE_ALL],
          progress: () => undefined,
        });
        try {
          const { stdout } = await plane.kubectl(['get', '--raw', '/metrics']);
          const series = new Exposition(stdout).of('kubernetes_feature_enabled');
          const reported = Object.fromEntries(series.map(({ labels, value }) => [labels['name'] ?? '', value === 1]));
          expect(reported, `${release} ${flags}`).toEqual({ ...effective, ...SWITCHES_OFF });
        } finally {
          await plane.stop();
        }
      });
      // Among them are long lists and short ones, so that it is no twelve times the same.
      expect(new Set(started.map(({ flags }) => flags)).size).toBe(started.length);
      expect(Math.max(...started.map(({ flags }) => flags.split(',').length))).toBeGreaterThan(40);
    },
  );
});
