import { describe, expect, test } from 'vitest';
import { catalogObjects, changed, conditionOf, installedAt, on, statusOf, type Status } from './catalog.ts';

const router = catalogObjects('llm-d-router');
const tekton = catalogObjects('tekton-pipelines');
describe('the plugin tokenizer, Beta, deprecated in v0.9.0 and gone in v0.11.0 on 2026-09-30', () => {
  /** The calendar with v0.11.0 dated, under another project's window for Beta. */
  function under(removal: object): Required<Status>['deprecation'] {
    const objects = router.map((object) =>
      object.kind === 'MaturityPolicy'
        ? changed(object, (spec) => ({
            ...spec,
            levels: [{ name: 'Beta', removal }],
            releases: (spec['releases'] as { name: string }[]).map((release) =>
              release.name === 'v0.11.0' ? { ...release, date: '2026-09-30' } : release,
            ),
          }))
        : object,
    );
    const { deprecation } = statusOf(
      installedAt(objects, 'llm-d-router', 'v0.11.0', '2026-09-30'),
      'llm-d-router.tokenizer',
    );
    if (!deprecation) throw new Error('nothing is deprecated');
    return deprecation;
  }
  // Verdicts of the removal that really took place.
  const answers: [what: string, removal: object, earliest: object, verdict: string][] = [
    ['two releases (R47)', { afterReleases: 2 }, { release: 'v0.11.0', date: '2026-09-30' }, 'OnTime'],
    ['one release (R46)', { afterReleases: 1 }, { release: 'v0.10.0', date: '2026-08-17' }, 'OnTime'],
    [
      'two releases and six months, the later of both (R3)',
      { afterReleases: 2, afterMonths: 6 },
      { release: 'v0.11.0', date: '2026-12-23' },
      'TooEarly',
    ],
    ['nine months (R48)', { afterMonths: 9 }, { date: '2027-03-23' }, 'TooEarly'],
    [
      'nine months or three releases, whichever is longer (R49)',
      { afterReleases: 3, afterMonths: 9 },
      { release: 'v0.12.0', date: '2027-03-23' },
      'TooEarly',
    ],
  ];
  test.each(answers)('may go after %s, not before', (_what, removal, earliest, verdict) => {
    const found = under(removal);
    expect(found.earliestRemoval).toEqual(earliest);
    expect(found.verdict).toBe(verdict);
  });

  test('is on time under the policy of its own catalog (R45, R47)', () => {
    const status = statusOf(installedAt(router, 'llm-d-router', 'v0.10.0', '2026-08-17'), 'llm-d-router.tokenizer');
    expect(status.deprecation).toMatchObject({
      earliestRemoval: { release: 'v0.11.0' },
      scheduled: { release: 'v0.11.0' },
      verdict: 'OnTime',
    });
  });
});

test('pd-profile-handler, due in v0.9.0, is overdue by two releases and 55 days at v0.10.0 (R51, R67)', () => {
  const status = (release: string, day: string) =>
    statusOf(installedAt(router, 'llm-d-router', release, day), 'llm-d-router.pd-profile-handler');
  expect(status('v0.8.0', '2026-04-25').deprecation).toMatchObject({ verdict: 'OnTime' });
  expect(status('v0.9.0', '2026-06-23').deprecation).toMatchObject({
    verdict: 'Overdue',
    overdue: { releases: 1, days: 0 },
  });
  const overdue = status('v0.10.0', '2026-08-17');
  expect(overdue.deprecation).toMatchObject({ verdict: 'Overdue', overdue: { releases: 2, days: 55 } });
  expect(conditionOf(overdue, 'Deprecated')).toMatchObject({ status: 'True', reason: 'RemovalOverdue' });
});

test('data-parallel-profile-handler is deprecated with no schedule, a finding of its own (R50, R52, R58)', () => {
  const evaluation = installedAt(router, 'llm-d-router', 'v0.10.0', '2026-08-17', {
    plugins: [{ type: 'data-parallel-profile-handler' }],
  });
  const found = evaluation.report[0]?.findings.filter(({ severity }) => severity !== 'Info');
  expect(found?.map(({ severity, reason, subject }) => [severity, reason, subject])).toEqual([
    ['Warning', 'DeprecatedPluginNoSchedule', 'data-parallel-profile-handler'],
  ]);
  expect(found?.[0]?.message).toContain('istio 1.28.1');
  expect(statusOf(evaluation, 'llm-d-router.data-parallel-profile-handler').deprecation?.verdict).toBe('Undecided');
});

test('disable-affinity-assistant, due 2024-04-27, went 367 days late in v1.0.0, and its on means coschedule: disabled (R50, R51, R121)', () => {
  const gone = installedAt(tekton, 'tekton-pipelines', 'v1.0.0', '2025-04-29', on('disable-affinity-assistant'));
  const { deprecation } = statusOf(gone, 'tekton-pipelines.disable-affinity-assistant');
  expect(deprecation).toMatchObject({ scheduled: { date: '2024-04-27' }, removedLateDays: 367 });
  expect(deprecation?.overdue).toBeUndefined();
  const [refused] = gone.report[0]?.findings ?? [];
  expect(refused).toMatchObject({ severity: 'Error', reason: 'RemovedFeatureGate' });
  expect(refused?.message).toMatch(/coschedule.*disabled/);
});

describe('guidance on what takes over', () => {
  const message = (release: string, day: string, type: string): string =>
    installedAt(router, 'llm-d-router', release, day, { plugins: [{ type }] }).report[0]?.findings.find(
      ({ subject }) => subject === type,
    )?.message ?? '';

  test('names a replacement with the release it begins in, where that is still to come (R57)', () => {
    expect(message('v0.8.0', '2026-04-25', 'kv-cache-scorer')).toContain("'kv-cache-utilization-scorer' (from v0.9.0)");
    expect(message('v0.9.0', '2026-06-23', 'kv-cache-scorer')).toMatch(/'kv-cache-utilization-scorer'(?! \(from)/);
  });

  test('says all of a split, one of several, and what is absorbed, with what is optional (R44, R55)', () => {
    const split = message('v0.11.0', '2026-09-30', 'predicted-latency-scorer');
    expect(split).toContain("'predicted-latency-producer' and 'prefix-cache-affinity-filter' and 'latency-scorer'");
    expect(split).toContain('slo-headroom-tier-filter, latency-slo-admitter');
    expect(message('v0.10.0', '2026-08-17', 'by-label')).toContain(
      "'label-selector-filter' or 'decode-filter' or 'prefill-filter' or 'encode-filter'",
    );
    expect(message('v0.11.0', '2026-09-30', 'disagg-headers-handler')).toContain(
      "'disagg-profile-handler' already covers it",
    );
    expect(message('v0.9.0', '2026-06-23', 'decision-tree-filter')).toContain('there is no replacement');
  });
});

test('releases are counted as they came: after v0.66.0 comes v0.68.0, and dates decide how late it is (R67, R71)', () => {
  const overdue = (release: string, day: string) =>
    statusOf(installedAt(tekton, 'tekton-pipelines', release, day), 'tekton-pipelines.disable-affinity-assistant')
      .deprecation?.overdue;
  expect(overdue('v0.66.0', '2024-12-03')).toEqual({ releases: 7, days: 220 });
  expect(overdue('v0.68.0', '2025-01-30')).toEqual({ releases: 8, days: 278 });
  expect(overdue('v0.70.0', '2025-03-25')).toEqual({ releases: 10, days: 332 });
});
