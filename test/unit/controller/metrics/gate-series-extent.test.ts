import { Registry } from 'prom-client';
import { describe, expect, test } from 'vitest';
import { GateSeriesExtent, type GateSeriesSetting } from '../../../../src/controller/metrics/gate-series-extent.ts';

function extentOf(setting: GateSeriesSetting) {
  const said: string[] = [];
  const logger = { info: (fields: object, message: string) => said.push(`${message} ${JSON.stringify(fields)}`) };
  return { extent: new GateSeriesExtent(setting, logger as never), said };
}

describe('--gate-series=Auto', () => {
  test('exports all while they are fewer than 10,000', () => {
    const { extent, said } = extentOf('Auto');
    expect([0, 9_999].map((count) => extent.of(count))).toEqual(['All', 'All']);
    expect(said).toEqual([]);
  });

  test('exports exceptions from 10,000 on, and all again below 8,000', () => {
    const { extent } = extentOf('Auto');
    const counts = [9_999, 10_000, 9_999, 8_000, 7_999, 9_999, 10_000];
    expect(counts.map((count) => extent.of(count))).toEqual([
      ...['All', 'Exceptions', 'Exceptions', 'Exceptions', 'All', 'All', 'Exceptions'],
    ]);
  });

  test('says once that it changed, with the number of series', () => {
    const { extent, said } = extentOf('Auto');
    for (const count of [12_000, 12_000, 9_000, 7_000, 7_000]) extent.of(count);
    expect(said).toEqual([
      'Exports only those gate series that are not at their default, since all are too many {"series":12000}',
      'Exports all gate series again {"series":7000}',
    ]);
  });

  test('says in metrics how many there are and which are exported', async () => {
    const { extent } = extentOf('Auto');
    const registry = new Registry();
    extent.register(registry);
    extent.of(12_000);
    const text = await registry.metrics();
    expect(text).toContain('\nstagegate_gate_series 12000\n');
    expect(text.match(/^stagegate_gate_series_info.*/gm)).toEqual([
      'stagegate_gate_series_info{extent="Exceptions"} 1',
    ]);
  });
});

test.each(['All', 'Exceptions', 'None'] as const)('--gate-series=%s holds, however many there are', (setting) => {
  const { extent, said } = extentOf(setting);
  expect([0, 1_000_000, 0].map((count) => extent.of(count))).toEqual([setting, setting, setting]);
  expect(said).toEqual([]);
});
