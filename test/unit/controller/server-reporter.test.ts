import { pino } from 'pino';
import { describe, expect, test } from 'vitest';
import { ServerReporter } from '../../../src/controller/api-server/server-reporter.ts';
import { Declarations } from '../../../src/controller/declarations/declarations.ts';
import { ApiError } from '../../../src/kube/failure.ts';
import { FakeClock } from '../../support/fake-clock.ts';
import { rawFeatureSet, type Versions } from '../../support/raw-objects.ts';
import type { ReportedRelease } from '../../../src/lifecycle/install/reported.ts';
import type { ApiResponse, Transport } from '../../../src/kube/transport/transport.ts';

/** What a server says when it is asked once: its release, and the gates that are on there. */
interface Said {
  /** Undefined: no answer. */
  readonly release?: string | undefined;
  readonly minCompatibility?: string;
  /** `A,B`: these are on, the rest of A, B and C off. */
  readonly gates?: string | Error;
}

function versionInfo({ release, minCompatibility }: Said): object {
  if (release === undefined) throw new Error('GET /version: no answer');
  const [emulationMajor, emulationMinor] = release.split('.');
  const [minCompatibilityMajor, minCompatibilityMinor] = minCompatibility?.split('.') ?? [];
  const oldest = minCompatibility === undefined ? {} : { minCompatibilityMajor, minCompatibilityMinor };
  return { major: '1', minor: '36', emulationMajor, emulationMinor, ...oldest };
}

async function* gaugeOf(gates: string): AsyncGenerator<string, void, undefined> {
  for (const gate of ['A', 'B', 'C'])
    yield `kubernetes_feature_enabled{name="${gate}",stage="BETA"} ${gates.split(',').includes(gate) ? 1 : 0}`;
}

/** The status of a FeatureSet that followed the API server. */
function statusOf(known: ReportedRelease): object {
  const lists = { enabled: [], disabled: [], discovery: [], exceptions: [], plugins: [], findings: [], notices: [] };
  return { observedGeneration: 1, ...lists, conditions: [], ...known };
}

/** A reporter that hears these answers in turn, a round each, and the last one for ever. */
function reporterHearing(answers: readonly Said[]) {
  const clock = new FakeClock();
  const declarations = new Declarations();
  const told: (string | undefined)[] = [];
  const log: Record<string, unknown>[] = [];
  const asked = { release: 0, gates: 0 };
  const said = (): Said => answers[Math.min(asked.release, answers.length) - 1] ?? {};
  const transport: Pick<Transport, 'request' | 'stream'> = {
    request: async <T>() => {
      asked.release += 1;
      return { status: 200, size: 0, body: versionInfo(said()) } as ApiResponse<T>;
    },
    stream: async () => {
      asked.gates += 1;
      const { gates = '' } = said();
      if (gates instanceof Error) throw gates;
      return gaugeOf(gates);
    },
  };
  const reporter = new ServerReporter({
    declarations,
    transport,
    stopping: new AbortController().signal,
    logger: pino({}, { write: (line: string) => void log.push(JSON.parse(line) as Record<string, unknown>) }),
    clock,
    random: () => 0.5,
  });
  reporter.onChange(() => told.push([reporter.release?.release, gatesOn(reporter)].filter(Boolean).join(' ')));
  let generation = 0;
  const declare = (spec: object, versions: Versions = {}): void => {
    const made = { generation, resourceVersion: String(generation), ...versions };
    declarations.stores.FeatureSet.upsert(rawFeatureSet('kubernetes', [], made, spec), 'watch');
  };
  return {
    reporter,
    clock,
    told,
    log,
    asked,
    /** Somebody declares a FeatureSet that compares with the gates of the server, or does so no more. */
    observe: (is: boolean): void => {
      generation += 1;
      declare(is ? { observe: { from: 'APIServerMetrics' } } : {});
    },
    /** Begins, after a restart where a status says what was believed before. */
    start: (known?: ReportedRelease): Promise<void> => {
      const follower = { releaseFrom: 'APIServer', release: undefined };
      const raw = rawFeatureSet('kubernetes', [], { uid: 'f', ...(known && { status: statusOf(known) }) }, follower);
      const named = { ...raw, metadata: { ...raw.metadata, name: 'follower' } };
      if (known) declarations.stores.FeatureSet.upsert(named, 'list');
      return reporter.start();
    },
  };
}

/** A reporter that hears these releases. */
function hearingReleases(...releases: (string | undefined)[]) {
  return reporterHearing(releases.map((release) => ({ release })));
}

/** A reporter that hears these gates from a server of 1.36, and that somebody listens to. */
function hearingGates(...gates: (string | Error)[]) {
  return observing(gates.map((on) => ({ release: '1.36', gates: on })));
}

/** A reporter that hears these answers, and that somebody listens to. */
function observing(answers: readonly Said[]) {
  const made = reporterHearing(answers);
  made.observe(true);
  return made;
}

function gatesOn({ gates }: ServerReporter): string {
  if (gates === undefined || gates === 'NotPermitted') return gates ?? '';
  return `on:${[...gates].flatMap(([gate, on]) => (on ? [gate] : [])).join(',')}`;
}

const FORBIDDEN = new ApiError('GET /metrics', 403, { reason: 'Forbidden' });

describe('the release an API server reports', () => {
  test('is believed at once where none was known', async () => {
    const { reporter, told, start } = hearingReleases('1.36');
    await start();
    expect(reporter.release).toMatchObject({ release: '1.36' });
    expect(told).toEqual(['1.36']);
  });

  test('is believed at the third equal answer where another was known', async () => {
    const { reporter, clock, told, start } = hearingReleases('1.36', '1.37');
    await start();
    await clock.advance(20_000);
    expect(reporter.release?.release).toBe('1.36');
    await clock.advance(10_000);
    expect(reporter.release?.release).toBe('1.37');
    expect(told).toEqual(['1.36', '1.37']);
  });

  test('does not flap while two servers answer in turn', async () => {
    const turns = Array.from({ length: 40 }, (_, n) => (n % 2 === 0 ? '1.36' : '1.37'));
    const pairs = Array.from({ length: 40 }, (_, n) => (n % 4 < 2 ? '1.37' : '1.36'));
    for (const answers of [turns, pairs]) {
      const { reporter, clock, told, start } = hearingReleases(...answers);
      await start({ release: '1.36' });
      await clock.advance(39 * 10_000);
      expect(reporter.release?.release).toBe('1.36');
      expect(told).toEqual([]);
    }
  });

  test('starts from what a status said, so that a restart in a rollout does not flap either', async () => {
    const { reporter, told, start } = hearingReleases('1.37', '1.36');
    await start({ release: '1.36' });
    expect(reporter.release?.release).toBe('1.36');
    expect(told).toEqual([]);
  });

  test('counts answers that are equal in minCompatibility too', async () => {
    const answers = ['1.35', '1.36', '1.35', '1.36', '1.36', '1.36'];
    const { reporter, clock, start } = reporterHearing(
      answers.map((minCompatibility) => ({ release: '1.36', minCompatibility })),
    );
    await start();
    await clock.advance(40_000);
    expect(reporter.release?.minCompatibility).toBe('1.35');
    await clock.advance(10_000);
    expect(reporter.release?.minCompatibility).toBe('1.36');
  });

  test('is the same where the server does not say its minCompatibility, and a status or an earlier answer did', async () => {
    for (const known of [{ release: '1.36', minCompatibility: '1.35' }, { release: '1.36' }]) {
      const { reporter, clock, told, start } = hearingReleases('1.36');
      await start(known);
      await clock.advance(60_000);
      expect(reporter.release).toEqual(known);
      expect(told).toEqual([]);
    }
  });

  test('stands while the server is away, which is logged once each time', async () => {
    const { reporter, clock, log, start } = hearingReleases('1.36', undefined, undefined, undefined, '1.36', undefined);
    const failures = () => log.filter(({ msg }) => msg === 'Failed to ask the API server for its release');
    await start();
    await clock.advance(30_000);
    expect(reporter.release?.release).toBe('1.36');
    expect(failures()).toMatchObject([{ reason: 'GET /version: no answer' }]);
    await clock.advance(30_000);
    expect(failures()).toHaveLength(2);
  });

  test('is asked for every ten seconds, a tenth more or less, until it stops', async () => {
    const { reporter, clock, asked, start } = hearingReleases('1.36');
    await start();
    await clock.advance(100_000);
    expect(asked.release).toBe(11);
    expect(clock.waits.every((ms) => ms >= 9_000 && ms <= 11_000)).toBe(true);
    reporter.stop();
    await clock.advance(100_000);
    expect(asked.release).toBe(11);
  });
});

describe('the gates an API server reports', () => {
  test('are not asked for while nobody compares with them', async () => {
    const { reporter, clock, asked, told, start } = reporterHearing([{ release: '1.36', gates: 'A' }]);
    await start();
    await clock.advance(60_000);
    expect(asked).toEqual({ release: 7, gates: 0 });
    expect(reporter.gates).toBeUndefined();
    expect(told).toEqual(['1.36']);
  });

  test('are there with the release, before anything is evaluated, where somebody does from the start', async () => {
    const { reporter, told, start } = hearingGates('A,B');
    await start({ release: '1.36' });
    expect(reporter.gates).toEqual(new Map(Object.entries({ A: true, B: true, C: false })));
    expect(told).toEqual(['1.36 on:A,B']);
  });

  test('are asked for at once when somebody begins to compare, and no more when nobody does', async () => {
    const { reporter, clock, asked, told, start, observe } = reporterHearing([{ release: '1.36', gates: 'A' }]);
    await start();
    await clock.advance(3_000);
    observe(true);
    await clock.advance(0);
    expect(told).toEqual(['1.36', '1.36 on:A']);
    // What is known needs no hurry, and the next round is due ten seconds after the last.
    observe(true);
    await clock.advance(9_999);
    expect(asked.gates).toBe(1);
    await clock.advance(1);
    expect(asked.gates).toBe(2);
    observe(false);
    await clock.advance(30_000);
    expect(asked.gates).toBe(2);
    expect(reporter.gates).toBeUndefined();
  });

  test('are asked for by one round at a time, however many hurry', async () => {
    const { reporter, clock, asked, start, observe } = reporterHearing([{ release: '1.36', gates: 'A' }]);
    const started = start();
    for (let n = 0; n < 5; n++) observe(true);
    await started;
    await clock.advance(0);
    expect(asked.release).toBeLessThanOrEqual(2);
    expect(gatesOn(reporter)).toBe('on:A');
    reporter.stop();
    observe(true);
    await clock.advance(60_000);
    expect(asked.release).toBeLessThanOrEqual(2);
  });

  test('are others at the third equal answer, and do not flap while two servers answer in turn', async () => {
    const { clock, told, start } = hearingGates('A', 'B', 'B', 'A', 'B', 'B', 'B');
    await start();
    await clock.advance(60_000);
    expect(told).toEqual(['1.36 on:A', '1.36 on:B']);
    expect(clock.now()).toBe(60_000);
    for (const turns of [1, 2]) {
      const answers = Array.from({ length: 40 }, (_, n) => (n % (2 * turns) < turns ? 'A' : 'B'));
      const one = hearingGates(...answers);
      await one.start();
      await one.clock.advance(39 * 10_000);
      expect(one.told).toEqual(['1.36 on:A']);
    }
  });

  test('change together with the release they belong to, whichever server answers which question', async () => {
    const before = { release: '1.35', gates: 'A' };
    const after = { release: '1.36', gates: 'B,C' };
    const mixed = { release: '1.35', gates: 'B,C' };
    for (const rounds of [
      [before, after, after, after],
      [before, mixed, after, after, after],
      [before, mixed, mixed, after, mixed, after, after, after],
      [before, after, before, after, before, after, after, after],
    ]) {
      const { clock, told, start } = observing(rounds);
      await start({ release: '1.35' });
      await clock.advance(100_000);
      expect(told).toEqual(['1.35 on:A', '1.36 on:B,C']);
    }
  });

  test('are not asked of a server that runs another release than the believed one', async () => {
    const { reporter, clock, asked, start } = observing([{ release: '1.36', gates: 'A' }]);
    await start({ release: '1.35' });
    await clock.advance(10_000);
    expect(asked).toEqual({ release: 2, gates: 0 });
    expect(reporter.gates).toBeUndefined();
    await clock.advance(10_000);
    expect([reporter.release?.release, gatesOn(reporter)]).toEqual(['1.36', 'on:A']);
  });

  test('stand while they cannot be read, which is logged once for each failure', async () => {
    const away = new Error('GET /metrics: no answer');
    const { reporter, clock, log, told, start } = hearingGates('A', away, away, away, 'A', away);
    await start();
    await clock.advance(50_000);
    expect(gatesOn(reporter)).toBe('on:A');
    expect(told).toHaveLength(1);
    expect(log.filter(({ msg }) => msg === 'Failed to ask the API server for its gates')).toMatchObject([
      { reason: 'GET /metrics: no answer' },
      { reason: 'GET /metrics: no answer' },
    ]);
  });

  test('are not permitted where the server says so at first, or three times in a row, and are believed again at once', async () => {
    const never = hearingGates(FORBIDDEN, FORBIDDEN, 'A');
    await never.start();
    expect(never.reporter.gates).toBe('NotPermitted');
    await never.clock.advance(20_000);
    expect(never.told).toEqual(['1.36 NotPermitted', '1.36 on:A']);
    expect(never.log.filter(({ level }) => level === 40)).toHaveLength(1);

    // A server that starts may refuse until it knows its roles.
    const later = hearingGates('A', FORBIDDEN, FORBIDDEN, 'A', FORBIDDEN, FORBIDDEN, FORBIDDEN);
    await later.start();
    await later.clock.advance(60_000);
    expect(later.told).toEqual(['1.36 on:A', '1.36 NotPermitted']);
  });
});
