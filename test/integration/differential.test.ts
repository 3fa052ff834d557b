import fc from 'fast-check';
import { beforeAll, describe, expect, test } from 'vitest';
import {
  answerGates,
  listGates,
  type GateAnswer,
  type GateQuestion,
  type LibraryGate,
  type LibraryRegistry,
} from '../../hack/control-plane/gates.ts';
import { referenceOf, type FeatureSet, type Gate } from '../../src/api/declared.ts';
import { evaluate } from '../../src/lifecycle/component/evaluate.ts';
import { evaluated, featureSet, gate, on, said, told, world } from '../support/sample.ts';
import type { FeatureSetVerdict } from '../../src/lifecycle/install/feature-set-verdict.ts';

const COUNT = 10_000;
/** That many evaluations are half a minute of one core. */
const LONG = { timeout: 600_000 };
/** Evaluated at once: the gates themselves are judged once a world. */
const AT_ONCE = 500;
const seed = Number(process.env['STAGEGATE_SEED'] ?? Date.now() % 2 ** 31);

let registry: LibraryRegistry;
let gates: Gate[];
beforeAll(async () => {
  registry = await listGates();
  gates = registry.gates.map(ours);
});

const LEVELS = { ALPHA: 'Alpha', BETA: 'Beta', '': 'Stable', DEPRECATED: 'Deprecated' } as const;

function ours({ name, stages, dependencies }: LibraryGate): Gate {
  const lines = stages.map((one) =>
    [
      one.version,
      LEVELS[one.preRelease],
      one.default ? 'on' : 'off',
      one.lockToDefault ? 'locked' : '',
      one.minCompatibilityVersion ? `>=${one.minCompatibilityVersion}` : '',
    ].join(' '),
  );
  return gate(name, lines, { requires: dependencies.map((needed) => ({ gate: needed })) });
}

/** What a person asks of kube-apiserver. */
interface Asked {
  release: string;
  minCompatibility: string | undefined;
  switches: Record<string, boolean>;
  flags: Record<string, boolean>;
}

/** Flag sets that are mostly near failure: dependencies and their dependants, locked, new and unknown gates. */
function flagSets({ gates: all }: LibraryRegistry): fc.Arbitrary<Asked> {
  const tied = all.flatMap(({ name, dependencies }) => (dependencies.length > 0 ? [name, ...dependencies] : []));
  const names = all.map(({ name }) => name);
  const known = fc.oneof({ arbitrary: fc.constantFrom(...tied), weight: 2 }, fc.constantFrom(...names));
  const unknown = fc.constantFrom('NoSuchGate', 'allAlpha', 'Watchlist', 'apiserveridentity');
  const name = fc.oneof({ arbitrary: known, weight: 60 }, { arbitrary: unknown, weight: 1 });
  const flags = fc.uniqueArray(fc.tuple(name, fc.boolean()), { selector: ([key]) => key, maxLength: 12 });
  return fc
    .record({
      minor: fc.integer({ min: 31, max: 36 }),
      older: fc.option(fc.integer({ min: 31, max: 36 })),
      allAlpha: fc.option(fc.boolean()),
      allBeta: fc.option(fc.boolean()),
      flags: fc.oneof(
        { arbitrary: flags, weight: 3 },
        flags.map((some) => some.slice(0, 2)),
      ),
    })
    .map(({ minor, older, allAlpha, allBeta, flags: list }) => ({
      release: `1.${minor}`,
      minCompatibility: older !== null && older <= minor ? `1.${older}` : undefined,
      switches: { ...(allAlpha !== null && { AllAlpha: allAlpha }), ...(allBeta !== null && { AllBeta: allBeta }) },
      flags: Object.fromEntries(list),
    }));
}

const word = (value: boolean) => (value ? 'Enabled' : 'Disabled');

function setOf({ release, minCompatibility, switches, flags }: Asked, name = 'set'): FeatureSet {
  return featureSet(
    {
      release,
      ...(minCompatibility && { minCompatibility }),
      groups: Object.entries(switches).map(([key, value]) => ({ name: key, state: word(value) })),
      overrides: Object.entries(flags).map(([key, value]) => ({ gate: key, state: word(value) })),
    },
    name,
  );
}

function questionOf({ release, switches, flags }: Asked, { minCompatibility = '' }: FeatureSetVerdict): GateQuestion {
  const pairs = Object.entries({ ...flags, ...switches }).map(([key, value]) => `${key}=${value}`);
  return { emulation: release, minCompatibility, flags: pairs.join(',') };
}

function evaluateAll(asked: readonly Asked[]): FeatureSetVerdict[] {
  const verdicts: FeatureSetVerdict[] = [];
  for (let from = 0; from < asked.length; from += AT_ONCE) {
    const sets = asked.slice(from, from + AT_ONCE).map((one, index) => setOf(one, `s${index}`));
    const evaluation = evaluate(world({ gates, featureSets: sets }));
    verdicts.push(...sets.flatMap(({ metadata }) => evaluation.featureSets.get(referenceOf(metadata)) ?? []));
  }
  expect(verdicts).toHaveLength(asked.length);
  return verdicts;
}

/** What the library says when it refuses, and our word for it. */
const REFUSALS: Readonly<Record<string, string>> = {
  'unrecognized feature gate': 'UnknownFeatureGate',
  'feature is locked to': 'GateLocked',
  'feature is PreAlpha': 'NotYetAvailable',
  'depends on features that are disabled': 'DependencyUnmet',
};

/** Where the two differ; empty where they agree. */
function differences({ gates: values, error }: GateAnswer, verdict: FeatureSetVerdict): string[] {
  const errors = verdict.findings.filter(({ severity }) => severity === 'Error');
  const refused = errors.length > 0;
  if (refused !== (error !== null)) {
    return [refused ? `only we refuse: ${JSON.stringify(errors)}` : `only the library refuses: ${error}`];
  }
  const reasons = new Set<string>(errors.map(({ fact }) => fact.kind));
  for (const [text, reason] of Object.entries(REFUSALS)) {
    if (error?.includes(text) && !reasons.has(reason))
      return [`the library says ${error}, and we do not say ${reason}`];
  }
  // Values are also known where only the dependency check refuses; a gate that is not available has none.
  return Object.entries(values ?? {}).flatMap(([name, value]) => {
    if (name === 'AllAlpha' || name === 'AllBeta') return [];
    const requested = verdict.rows.get(name)?.requested;
    return requested === word(value) ? [] : [`${name} is ${value}, and we say ${requested}`];
  });
}

test(
  `${COUNT} generated flag sets get the same values, or are refused, as by Kubernetes' own library (STAGEGATE_SEED=${seed})`,
  LONG,
  async () => {
    process.stdout.write(`differential test: STAGEGATE_SEED=${seed} repeats it\n`);
    const asked = fc.sample(flagSets(registry), { numRuns: COUNT, seed });
    const verdicts = evaluateAll(asked);
    const answers = await answerGates(verdicts.map((verdict, index) => questionOf(asked[index] as Asked, verdict)));
    expect(answers).toHaveLength(COUNT);

    const differing = answers.flatMap((answer, index) => {
      const found = differences(answer, verdicts[index] as FeatureSetVerdict);
      return found.length > 0 ? [{ ...asked[index], found }] : [];
    });
    expect(differing).toEqual([]);

    // A generator that only asks for the easy, or only for the refused, proves little.
    const count = (holds: (answer: GateAnswer) => boolean) => answers.filter(holds).length;
    expect(count(({ error }) => error === null)).toBeGreaterThan(COUNT / 10);
    for (const refusal of Object.keys(REFUSALS)) {
      expect(
        count(({ error }) => error?.includes(refusal) === true),
        refusal,
      ).toBeGreaterThan(COUNT / 100);
    }
  },
);

function ask(parts: Partial<Asked>): Asked {
  return { release: '1.36', minCompatibility: undefined, switches: {}, flags: {}, ...parts };
}

describe('where the library leaves a choice', () => {
  test('one flag set is a pure function of its keys, in any order, as in the library', async () => {
    const flags = ['AllBeta=false,WatchList=true', 'WatchList=true,AllBeta=false'];
    const answers = await answerGates(flags.map((text) => ({ emulation: '1.36', flags: text })));
    expect(answers[0]).toEqual(answers[1]);
    const [verdict] = evaluateAll([ask({ switches: { AllBeta: false }, flags: { WatchList: true } })]);
    expect(differences(answers[0] as GateAnswer, verdict as FeatureSetVerdict)).toEqual([]);
  });

  test('a locked gate set to its own default is accepted, and refused otherwise (R21)', async () => {
    const { name } = registry.gates.find(({ stages }) => stages.at(-1)?.lockToDefault && stages.at(-1)?.default) ?? {
      name: '',
    };
    const asked = [true, false].map((value) => ask({ flags: { [name]: value } }));
    const verdicts = evaluateAll(asked);
    const answers = await answerGates(verdicts.map((verdict, index) => questionOf(asked[index] as Asked, verdict)));
    expect(answers.map(({ error }) => error)).toEqual([
      null,
      `cannot set feature gate ${name} to false, feature is locked to true`,
    ]);
    expect(verdicts.map(({ findings }) => findings.filter(({ severity }) => severity === 'Error').length)).toEqual([
      0, 1,
    ]);
    expect(verdicts.map(({ rows }) => rows.get(name)?.requested)).toEqual(['Enabled', 'Enabled']);
  });
});

describe('where we choose differently from the library', () => {
  // Kubernetes has no gate that is locked while Alpha.
  const own = Object.entries({ Free: false, Odd: true }).map(([name, lockToDefault]): LibraryGate => ({
    name,
    stages: [{ version: '1.35', preRelease: 'ALPHA', default: false, lockToDefault }],
    dependencies: [],
  }));
  const answersOf = (...flags: string[][]) =>
    answerGates(flags.map((one) => ({ emulation: '1.36', flags: one, gates: own })));
  const locked = 'cannot set feature gate Odd to true, feature is locked to false';

  test('a switch turned on, then off: there it leaves every alpha gate on, here the set as it stands has them off', async () => {
    const alphas = registry.gates.filter(({ stages }) => stages.at(-1)?.preRelease === 'ALPHA').map(({ name }) => name);
    const flags = [['AllAlpha=true', 'AllAlpha=false'], 'AllAlpha=false'];
    const [kept, fresh] = await answerGates(flags.map((one) => ({ emulation: '1.36', flags: one })));
    const [verdict] = evaluateAll([ask({ switches: { AllAlpha: false } })]);
    expect(alphas.length).toBeGreaterThan(20);
    expect(kept?.gates).toMatchObject({ AllAlpha: false });
    expect(alphas.filter((name) => kept?.gates?.[name] !== true)).toEqual([]);
    expect(alphas.filter((name) => verdict?.rows.get(name)?.requested !== 'Disabled')).toEqual([]);
    // The library agrees as long as nothing was set before.
    expect(differences(fresh as GateAnswer, verdict as FeatureSetVerdict)).toEqual([]);
  });

  test('a switch over a locked gate: there it flips the gate, here the lock holds, and neither says a word', async () => {
    expect(await answersOf(['AllAlpha=true'], ['Odd=true'])).toEqual([
      { gates: { AllAlpha: true, AllBeta: false, Free: true, Odd: true }, error: null },
      { gates: null, error: locked },
    ]);
    const verdict = evaluated(own.map(ours), { groups: [{ name: 'AllAlpha', state: 'Enabled' }] });
    expect(told(verdict)).toEqual(['Free Enabled Enabled Group', 'Odd Disabled Disabled Lock']);
    expect(verdict.findings).toEqual([]);
  });

  test('a setting after a refused one: there it is refused until the bad one is made good, here it stands alone', async () => {
    expect(await answersOf(['Odd=true', 'Free=true'], ['Odd=true', 'Free=true', 'Odd=false'])).toEqual([
      { gates: null, error: locked },
      { gates: { AllAlpha: false, AllBeta: false, Free: true, Odd: false }, error: null },
    ]);
    const verdict = evaluated(own.map(ours), { overrides: on('Odd', 'Free') });
    expect(told(verdict)).toEqual(['Free Enabled Enabled Override', 'Odd Disabled Disabled Lock']);
    expect(said(verdict.findings)).toEqual(['Error GateLocked Odd']);
  });
});
