import { describe, expect, test } from 'vitest';
import { LoopMeter } from '../../../src/kube/loop-meter.ts';
import { until } from '../../support/until.ts';

const MINUTE_MS = 60_000;

/** A meter of a thread that uses what the test says. */
function meterOfFakeThread() {
  let nowMs = 0;
  let used = { cpuMs: 0, activeMs: 0, collectingMs: 0 };
  const meter = new LoopMeter({ usage: () => used, clock: { monotonic: () => nowMs } });
  const turn = (cpuMs: number, { activeMs = cpuMs, collectingMs = 0 } = {}): void => {
    used = {
      cpuMs: used.cpuMs + cpuMs,
      activeMs: used.activeMs + activeMs,
      collectingMs: used.collectingMs + collectingMs,
    };
    meter.measure();
  };
  const pass = (ms: number): void => {
    nowMs += ms;
  };
  return { meter, pass, turn };
}

describe('LoopMeter', () => {
  test('says the longest turn', () => {
    const { meter, turn } = meterOfFakeThread();
    for (const cpuMs of [3, 40, 7]) turn(cpuMs);
    expect(meter.longestSeconds()).toBe(0.04);
  });

  test('leaves garbage collection out', () => {
    const { meter, turn } = meterOfFakeThread();
    turn(40, { collectingMs: 30 });
    expect(meter.longestSeconds()).toBe(0.01);
  });

  test('counts half of a collection where the thread had a processor half of the time', () => {
    const { meter, turn } = meterOfFakeThread();
    turn(40, { activeMs: 80, collectingMs: 60 });
    expect(meter.longestSeconds()).toBe(0.01);
  });

  test('remembers a turn for a minute at least and two at most', () => {
    const { meter, pass, turn } = meterOfFakeThread();
    pass(MINUTE_MS - 1);
    turn(40);
    pass(MINUTE_MS);
    turn(5);
    expect(meter.longestSeconds()).toBe(0.04);
    pass(1);
    expect(meter.longestSeconds()).toBe(0.005);
    pass(2 * MINUTE_MS);
    expect(meter.longestSeconds()).toBe(0);
  });

  test('measures the turns of this thread', async () => {
    const meter = new LoopMeter();
    meter.start();
    try {
      const before = process.threadCpuUsage();
      setImmediate(() => {
        while (process.threadCpuUsage(before).user < 30_000);
      });
      await until(() => meter.longestSeconds() > 0.02);
    } finally {
      meter.stop();
    }
  });
});
