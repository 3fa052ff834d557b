import { pino } from 'pino';
import { describe, expect, test } from 'vitest';
import { ServerReporter } from '../../../src/controller/api-server/server-reporter.ts';
import { ApiError } from '../../../src/kube/failure.ts';
import type { ServerVersion } from '../../../src/kube/requests/server-version.ts';
import { FakeClock } from '../../support/fake-clock.ts';

const version = (emulation: string): ServerVersion => ({ emulation, minCompatibility: undefined, binary: '1.36' });

/** What a server says when it is asked once: its release, and the gates that are on there. */
interface Said {
  /** Undefined: no answer. */
  readonly release?: string | undefined;
  /** `A,B`: these are on, the rest of A, B and C off. */
  readonly gates?: string | Error;
}

/** A reporter that hears these answers in turn, a round each, and the last one for ever. */
function reporterHearing(answers: readonly Said[], observed = { is: false }) {
  const clock = new FakeClock();
  const told: (string | undefined)[] = [];
  const log: Record<string, unknown>[] = [];
  const asked = { release: 0, gates: 0 };
  const said = (): Said => answers[Math.min(asked.release, answers.length) - 1] ?? {};
  const reporter: ServerReporter = new ServerReporter({
    readRelease: async () => {
      asked.release += 1;
      const { release } = said();
      if (release === undefined) throw new Error('GET /version: no answer');
      return version(release);
    },
    readGates: async () => {
      asked.gates += 1;
      const { gates = '' } = said();
      if (gates instanceof Error) throw gates;
      return new Map(['A', 'B', 'C'].map((gate) => [gate, gates.split(',').includes(gate)]));
    },
    isObserved: () => observed.is,
    onChange: () => told.push([reporter.release?.release, gatesOn(reporter)].filter(Boolean).join(' ')),
    logger: pino({}, { write: (line: string) => void log.push(JSON.parse(line) as Record<string, unknown>) }),
    clock,
    random: () => 0.5,
  });
  return { reporter, clock, told, log, asked };
}

/** A reporter that hears these releases. */
function hearingReleases(...releases: (string | undefined)[]) {
  return reporterHearing(releases.map((release) => ({ release })));
}

/** A reporter that hears these gates from a server of 1.36, and that somebody listens to. */
function hearingGates(...gates: (string | Error)[]) {
  return reporterHearing(
    gates.map((on) => ({ release: '1.36', gates: on })),
    { is: true },
  );
}

function gatesOn({ gates }: ServerReporter): string {
  if (gates === undefined || gates === 'NotPermitted') return gates ?? '';
  return `on:${[...gates].flatMap(([gate, on]) => (on ? [gate] : [])).join(',')}`;
}

const FORBIDDEN = new ApiError('GET /metrics', 403, { reason: 'Forbidden' });

describe('the release an API server reports', () => {
  test('is believed at once where none was known', async () => {
    const { reporter, told } = hearingReleases('1.36');
    await reporter.start(undefined);
    expect(reporter.release).toMatchObject({ release: '1.36' });
    expect(told).toEqual(['1.36']);
  });

  test('is believed at the third equal answer where another was known', async () => {
    const { reporter, clock, told } = hearingReleases('1.36', '1.37');
    await reporter.start(undefined);
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
      const { reporter, clock, told } = hearingReleases(...answers);
      await reporter.start({ release: '1.36' });
      await clock.advance(39 * 10_000);
      expect(reporter.release?.release).toBe('1.36');
      expect(told).toEqual([]);
    }
  });

  test('starts from what a status said, so that a restart in a rollout does not flap either', async () => {
    const { reporter, told } = hearingReleases('1.37', '1.36');
    await reporter.start({ release: '1.36' });
    expect(reporter.release?.release).toBe('1.36');
    expect(told).toEqual([]);
  });

  test('counts answers that are equal in minCompatibility too', async () => {
    const clock = new FakeClock();
    const answers = ['1.35', '1.36', '1.35', '1.36', '1.36', '1.36'];
    let asked = 0;
    const reporter = new ServerReporter({
      readGates: async () => new Map(),
      isObserved: () => false,
      readRelease: async () => ({ emulation: '1.36', minCompatibility: answers[asked++] ?? '1.36', binary: '1.36' }),
      onChange: () => undefined,
      logger: pino({ enabled: false }),
      clock,
      random: () => 0.5,
    });
    await reporter.start(undefined);
    await clock.advance(40_000);
    expect(reporter.release?.minCompatibility).toBe('1.35');
    await clock.advance(10_000);
    expect(reporter.release?.minCompatibility).toBe('1.36');
  });

  test('is the same where the server does not say its minCompatibility, and a status or an earlier answer did', async () => {
    for (const known of [{ release: '1.36', minCompatibility: '1.35' }, { release: '1.36' }]) {
      const { reporter, clock, told } = hearingReleases('1.36');
      await reporter.start(known);
      await clock.advance(60_000);
      expect(reporter.release).toEqual(known);
      expect(told).toEqual([]);
    }
  });

  test('stands while the server is away, which is logged once each time', async () => {
    const { reporter, clock, log } = hearingReleases('1.36', undefined, undefined, undefined, '1.36', undefined);
    const failures = () => log.filter(({ msg }) => msg === 'Failed to ask the API server for its release');
    await reporter.start(undefined);
    await clock.advance(30_000);
    expect(reporter.release?.release).toBe('1.36');
    expect(failures()).toMatchObject([{ reason: 'GET /version: no answer' }]);
    await clock.advance(30_000);
    expect(failures()).toHaveLength(2);
  });

  test('is asked for every ten seconds, a tenth more or less, until it stops', async () => {
    const { reporter, clock, asked } = hearingReleases('1.36');
    await reporter.start(undefined);
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
    const { reporter, clock, asked, told } = reporterHearing([{ release: '1.36', gates: 'A' }]);
    await reporter.start(undefined);
    await clock.advance(60_000);
    expect(asked).toEqual({ release: 7, gates: 0 });
    expect(reporter.gates).toBeUndefined();
    expect(told).toEqual(['1.36']);
  });

  test('are there with the release, before anything is evaluated, where somebody does from the start', async () => {
    const { reporter, told } = hearingGates('A,B');
    await reporter.start({ release: '1.36' });
    expect(reporter.gates).toEqual(new Map(Object.entries({ A: true, B: true, C: false })));
    expect(told).toEqual(['1.36 on:A,B']);
  });

  test('are asked for at once when somebody begins to compare, and no more when nobody does', async () => {
    const observed = { is: false };
    const { reporter, clock, asked, told } = reporterHearing([{ release: '1.36', gates: 'A' }], observed);
    await reporter.start(undefined);
    await clock.advance(3_000);
    observed.is = true;
    reporter.hurry();
    await clock.advance(0);
    expect(told).toEqual(['1.36', '1.36 on:A']);
    // What is known needs no hurry, and the next round is due ten seconds after the last.
    reporter.hurry();
    await clock.advance(9_999);
    expect(asked.gates).toBe(1);
    await clock.advance(1);
    expect(asked.gates).toBe(2);
    observed.is = false;
    await clock.advance(30_000);
    expect(asked.gates).toBe(2);
    expect(reporter.gates).toBeUndefined();
  });

  test('are asked for by one round at a time, however many hurry', async () => {
    const observed = { is: false };
    const { reporter, clock, asked } = reporterHearing([{ release: '1.36', gates: 'A' }], observed);
    const started = reporter.start(undefined);
    observed.is = true;
    for (let n = 0; n < 5; n++) reporter.hurry();
    await started;
    await clock.advance(0);
    expect(asked.release).toBeLessThanOrEqual(2);
    expect(gatesOn(reporter)).toBe('on:A');
    reporter.stop();
    reporter.hurry();
    await clock.advance(60_000);
    expect(asked.release).toBeLessThanOrEqual(2);
  });

  test('are others at the third equal answer, and do not flap while two servers answer in turn', async () => {
    const { reporter, clock, told } = hearingGates('A', 'B', 'B', 'A', 'B', 'B', 'B');
    await reporter.start(undefined);
    await clock.advance(60_000);
    expect(told).toEqual(['1.36 on:A', '1.36 on:B']);
    expect(clock.now()).toBe(60_000);
    for (const turns of [1, 2]) {
      const answers = Array.from({ length: 40 }, (_, n) => (n % (2 * turns) < turns ? 'A' : 'B'));
      const one = hearingGates(...answers);
      await one.reporter.start(undefined);
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
      const { reporter, clock, told } = reporterHearing(rounds, { is: true });
      await reporter.start({ release: '1.35' });
      await clock.advance(100_000);
      expect(told).toEqual(['1.35 on:A', '1.36 on:B,C']);
    }
  });

  test('are not asked of a server that runs another release than the believed one', async () => {
    const { reporter, clock, asked } = reporterHearing([{ release: '1.36', gates: 'A' }], { is: true });
    await reporter.start({ release: '1.35' });
    await clock.advance(10_000);
    expect(asked).toEqual({ release: 2, gates: 0 });
    expect(reporter.gates).toBeUndefined();
    await clock.advance(10_000);
    expect([reporter.release?.release, gatesOn(reporter)]).toEqual(['1.36', 'on:A']);
  });

  test('stand while they cannot be read, which is logged once for each failure', async () => {
    const away = new Error('GET /metrics: no answer');
    const { reporter, clock, log, told } = hearingGates('A', away, away, away, 'A', away);
    await reporter.start(undefined);
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
    await never.reporter.start(undefined);
    expect(never.reporter.gates).toBe('NotPermitted');
    await never.clock.advance(20_000);
    expect(never.told).toEqual(['1.36 NotPermitted', '1.36 on:A']);
    expect(never.log.filter(({ level }) => level === 40)).toHaveLength(1);

    // A server that starts may refuse until it knows its roles.
    const later = hearingGates('A', FORBIDDEN, FORBIDDEN, 'A', FORBIDDEN, FORBIDDEN, FORBIDDEN);
    await later.reporter.start(undefined);
    await later.clock.advance(60_000);
    expect(later.told).toEqual(['1.36 on:A', '1.36 NotPermitted']);
  });
});
