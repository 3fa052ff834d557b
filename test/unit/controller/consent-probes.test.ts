import { expect, test } from 'vitest';
import { ConsentProbes } from '../../../src/controller/sources/consent-probes.ts';
import { FakeClock } from '../../support/fake-clock.ts';

test('asks ten times a second at most, however many ConfigMaps are named that nobody has made', async () => {
  const clock = new FakeClock();
  let asked = 0;
  const probes = new ConsentProbes({
    read: async () => void asked++,
    onAnswer: () => undefined,
    queueHooks: {},
    clock,
    random: () => 0.5,
  });
  for (let one = 0; one < 600; one++) probes.begin(`team/${one}`);
  await clock.advance(10);
  expect(asked).toBe(600);
  await clock.advance(120_000);
  expect(asked).toBe(600 + 1200);
  probes.stop();
  await clock.advance(120_000);
  expect(asked).toBe(600 + 1200);
});
