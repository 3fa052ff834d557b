import { pino } from 'pino';
import { describe, expect, it } from 'vitest';
import { ReleaseReporter } from '../../../src/controller/release-reporter.ts';
import type { ServerVersion } from '../../../src/kube/server-version.ts';
import { FakeClock } from '../kube/fake-clock.ts';

const version = (emulation: string): ServerVersion => ({ emulation, minCompatibility: undefined, binary: '1.36' });

/** A reporter that hears these answers in turn, and the last one for ever; undefined stands for no answer. */
function reporterHearing(...answers: (string | undefined)[]) {
  const clock = new FakeClock();
  const told: (string | undefined)[] = [];
  const log: Record<string, unknown>[] = [];
  let asked = 0;
  const reporter: ReleaseReporter = new ReleaseReporter({
    read: async () => {
      const answer = answers[Math.min(asked++, answers.length - 1)];
      if (answer === undefined) throw new Error('GET /version: no answer');
      return version(answer);
    },
    onChange: () => told.push(reporter.reported?.release),
    logger: pino({}, { write: (line: string) => void log.push(JSON.parse(line) as Record<string, unknown>) }),
    clock,
    random: () => 0.5,
  });
  return { reporter, clock, told, log, asked: () => asked };
}

describe('the release an API server reports', () => {
  it('is believed at once where none was known', async () => {
    const { reporter, told } = reporterHearing('1.36');
    await reporter.start(undefined);
    expect(reporter.reported).toMatchObject({ release: '1.36' });
    expect(told).toEqual(['1.36']);
  });

  it('is believed at the third equal answer where another was known', async () => {
    const { reporter, clock, told } = reporterHearing('1.36', '1.37');
    await reporter.start(undefined);
    await clock.advance(20_000);
    expect(reporter.reported?.release).toBe('1.36');
    await clock.advance(10_000);
    expect(reporter.reported?.release).toBe('1.37');
    expect(told).toEqual(['1.36', '1.37']);
  });

  it('does not flap while two servers answer in turn', async () => {
    const turns = Array.from({ length: 40 }, (_, n) => (n % 2 === 0 ? '1.36' : '1.37'));
    const pairs = Array.from({ length: 40 }, (_, n) => (n % 4 < 2 ? '1.37' : '1.36'));
    for (const answers of [turns, pairs]) {
      const { reporter, clock, told } = reporterHearing(...answers);
      await reporter.start({ release: '1.36' });
      await clock.advance(39 * 10_000);
      expect(reporter.reported?.release).toBe('1.36');
      expect(told).toEqual([]);
    }
  });

  it('starts from what a status said, so that a restart in a rollout does not flap either', async () => {
    const { reporter, told } = reporterHearing('1.37', '1.36');
    await reporter.start({ release: '1.36' });
    expect(reporter.reported?.release).toBe('1.36');
    expect(told).toEqual([]);
  });

  it('counts answers that are equal in minCompatibility too', async () => {
    const clock = new FakeClock();
    const answers = ['1.35', '1.36', '1.35', '1.36', '1.36', '1.36'];
    let asked = 0;
    const reporter = new ReleaseReporter({
      read: async () => ({ emulation: '1.36', minCompatibility: answers[asked++] ?? '1.36', binary: '1.36' }),
      onChange: () => undefined,
      logger: pino({ enabled: false }),
      clock,
      random: () => 0.5,
    });
    await reporter.start(undefined);
    await clock.advance(40_000);
    expect(reporter.reported?.minCompatibility).toBe('1.35');
    await clock.advance(10_000);
    expect(reporter.reported?.minCompatibility).toBe('1.36');
  });

  it('is the same where the server does not say its minCompatibility, and a status or an earlier answer did', async () => {
    for (const known of [{ release: '1.36', minCompatibility: '1.35' }, { release: '1.36' }]) {
      const { reporter, clock, told } = reporterHearing('1.36');
      await reporter.start(known);
      await clock.advance(60_000);
      expect(reporter.reported).toEqual(known);
      expect(told).toEqual([]);
    }
  });

  it('stands while the server is away, which is logged', async () => {
    const { reporter, clock, log } = reporterHearing('1.36', undefined, undefined, '1.36');
    await reporter.start(undefined);
    await clock.advance(20_000);
    expect(reporter.reported?.release).toBe('1.36');
    const failures = log.filter(({ msg }) => msg === 'Failed to ask the API server for its release');
    expect(failures).toMatchObject([{ reason: 'GET /version: no answer' }, {}]);
  });

  it('is asked for every ten seconds, a tenth more or less, until it stops', async () => {
    const { reporter, clock, asked } = reporterHearing('1.36');
    await reporter.start(undefined);
    await clock.advance(100_000);
    expect(asked()).toBe(11);
    expect(clock.waits.every((ms) => ms >= 9_000 && ms <= 11_000)).toBe(true);
    reporter.stop();
    await clock.advance(100_000);
    expect(asked()).toBe(11);
  });
});
