import { describe, expect, test } from 'vitest';
import { parseManifest } from '../../../src/api/parse.ts';
import { declaredObject, type DeclaredObject } from '../../../src/cli/input/declared-object.ts';
import { gate, plugin, thingIn } from './thing.ts';
import { catalogObjects, changed, conditionOf, evaluated, installedAt, statusOf } from '../catalogs/catalog.ts';

const router = catalogObjects('llm-d-router');
const tekton = catalogObjects('tekton-pipelines');
const driver = catalogObjects('nvidia-dra-driver');
const kubernetes = catalogObjects('kubernetes');

describe('the signal that something goes', () => {
  test('leaves the level as it is, and what runs goes on running with a warning (R43)', () => {
    const at = (release: string, day: string) =>
      installedAt(router, 'llm-d-router', release, day, { plugins: [{ type: 'tokenizer' }] });
    const summary = (release: string, day: string) => statusOf(at(release, day), 'llm-d-router.tokenizer').summary;
    expect(summary('v0.8.0', '2026-04-25')).toMatchObject({ level: 'Beta', deprecated: 'False' });
    expect(summary('v0.9.0', '2026-06-23')).toMatchObject({ level: 'Beta', deprecated: 'True' });
    const [report] = at('v0.9.0', '2026-06-23').report;
    expect(report?.plugins.find(({ type }) => type === 'tokenizer')).toMatchObject({
      level: 'Beta',
      deprecated: true,
      verdict: 'Admitted',
    });
  });

  const silent: Record<string, object> = {
    'a stage that says Deprecated': { stages: [{ release: 'v1.0.0', level: 'Deprecated' }] },
    'a signal beside the stages': { stages: [{ release: 'v1.0.0', level: 'Beta' }], deprecation: { since: 'v1.0.0' } },
    'an empty message': { stages: [{ release: 'v1.0.0', level: 'Deprecated' }], deprecation: { message: '' } },
  };
  test.each(Object.entries(silent))('is refused without a message: %s (R43)', (_what, spec) => {
    for (const [kind, name] of [['FeatureGate', 'gate'] as const, ['PluginMaturity', 'type'] as const]) {
      const object = {
        apiVersion: 'stagegate.dev/v1beta1',
        kind,
        metadata: { name: 'driver.a' },
        spec: { component: 'driver', [name]: 'a', owners: ['someone'] },
      };
      const parsed = parseManifest(kind, { ...object, spec: { ...object.spec, ...spec } });
      expect(parsed.valid ? [] : parsed.problems.filter((problem) => problem.includes('deprecation'))).toHaveLength(1);
      const spoken = {
        ...object.spec,
        ...spec,
        deprecation: { ...('deprecation' in spec ? (spec.deprecation as object) : {}), message: 'use b' },
      };
      expect(parseManifest(kind, { ...object, spec: spoken })).toMatchObject({ valid: true });
    }
  });

  test('tells whoever uses the thing, and whoever looks at it, what takes over and when it goes (R44)', () => {
    const evaluation = installedAt(router, 'llm-d-router', 'v0.10.0', '2026-08-17', {
      plugins: [{ type: 'tokenizer' }],
    });
    const warning = evaluation.report[0]?.findings.find(({ subject }) => subject === 'tokenizer');
    expect(warning).toMatchObject({ severity: 'Warning', reason: 'DeprecatedPlugin' });
    expect(warning?.message).toContain("use 'token-producer'");
    expect(warning?.message).toContain('will be removed in v0.11.0');
    const status = statusOf(evaluation, 'llm-d-router.tokenizer');
    expect(status.deprecation?.scheduled).toEqual({ release: 'v0.11.0' });
    expect(conditionOf(status, 'Deprecated')?.message).toContain('removal is due v0.11.0');
  });

  test('says so where nobody has decided when, and where nobody has even said that much (R50, R52)', () => {
    const finding = (removal: object) => {
      const objects = [
        ...router,
        ...plugin(['v0.3.0 Beta', 'v0.9.0 Deprecated'], { message: 'use other', ...removal }),
      ];
      const evaluation = installedAt(objects, 'llm-d-router', 'v0.10.0', '2026-08-17', {
        plugins: [{ type: 'thing' }],
      });
      return [
        evaluation.report[0]?.findings.find(({ subject }) => subject === 'thing')?.reason,
        conditionOf(statusOf(evaluation, 'llm-d-router.thing'), 'Deprecated')?.reason,
      ];
    };
    expect(finding({ removal: { when: 'Release', release: 'v0.11.0' } })).toEqual(['DeprecatedPlugin', 'Deprecated']);
    expect(finding({ removal: { when: 'Undecided' } })).toEqual(['DeprecatedPlugin', 'RemovalUndecided']);
    expect(finding({})).toEqual(['DeprecatedPluginNoSchedule', 'RemovalUndecided']);
  });

  test('and the removal are two announcements, at two times (R63)', () => {
    const notices = (objects: readonly DeclaredObject[], release: string, day: string) => {
      const { items } = installedAt(objects, 'llm-d-router', release, day);
      const item = items.find(({ metadata }) => metadata.name === 'llm-d-router.tokenizer');
      const status = item?.status as { notices: { reason: string; time: string }[] } | undefined;
      const told = status?.notices.map(({ reason, time }) => `${time.slice(0, 10)} ${reason}`);
      // What stands is what the next evaluation begins with.
      const standing = objects.map((object) =>
        object.reference === 'llm-d-router.tokenizer' ? declaredObject({ ...object, raw: item ?? object.raw }) : object,
      );
      return { told, standing };
    };
    const before = notices(router, 'v0.8.0', '2026-04-25');
    expect(before.told).toEqual([]);
    const announced = notices(before.standing, 'v0.9.0', '2026-06-23');
    expect(announced.told).toEqual(['2026-06-23 Deprecated', '2026-06-23 RemovalApproaching']);
    const gone = notices(announced.standing, 'v0.11.0', '2026-09-30');
    expect(gone.told?.filter((one) => !one.includes('Approaching'))).toEqual([
      '2026-06-23 Deprecated',
      '2026-09-30 Removed',
    ]);
  });
});

describe('the window before a removal', () => {
  const message = { message: 'use other' };
  /** The first moment allowed for a gate that was deprecated, at a release far enough on. */
  function earliest(
    objects: readonly DeclaredObject[],
    component: string,
    stages: readonly string[],
    deprecation: object = message,
  ) {
    const all = [...objects, ...gate(component, stages, deprecation)];
    return statusOf(evaluated(all, '2026-09-01'), `${component}.thing`).deprecation?.earliestRemoval;
  }

  test('is that of the level at which the end was announced, whatever the level was before or is after (R45)', () => {
    const nvidia = (...stages: string[]) => earliest(driver, 'nvidia-dra-driver', stages);
    expect(nvidia('v25.3.0 Alpha', 'v25.8.0 Beta', 'v25.12.0 Deprecated')).toEqual({
      release: 'v0.4.0',
      date: '2026-05-15',
    });
    expect(nvidia('v25.3.0 Alpha', 'v25.12.0 Deprecated')).toEqual({ release: 'v25.12.0' });
    // Announced beside the stages while it was Beta, and promoted since.
    const since = { ...message, since: 'v0.44.0' };
    const promoted = earliest(tekton, 'tekton-pipelines', ['v0.41.0 Beta', 'v0.50.0 Stable'], since);
    expect(promoted).toEqual({ date: '2023-10-24' });
    const type = [...router, ...plugin(['v0.3.0 Beta', 'v0.9.0 Stable'], { ...message, since: 'v0.8.0' })];
    expect(thingIn(type, 'llm-d-router', 'v0.10.0', '2026-08-17').deprecation?.earliestRemoval).toEqual({
      release: 'v0.10.0',
      date: '2026-08-17',
    });
  });

  test('is that of the level before where the notice and the removal came in one release (R45, R51)', () => {
    const stages = ['v0.41.0 Beta', 'v0.51.0 Removed'];
    const all = [...tekton, ...gate('tekton-pipelines', stages, { ...message, since: 'v0.51.0' })];
    const status = thingIn(all, 'tekton-pipelines', 'v0.51.0', '2023-08-22');
    expect(status.deprecation).toMatchObject({ earliestRemoval: { date: '2024-05-22' }, verdict: 'TooEarly' });
  });

  test('may end at the later or at the earlier of releases and months, as the policy says (R48, R49)', () => {
    const under = (removal: object, removed: string, day: string) => {
      const objects = tekton.map((object) =>
        object.kind === 'MaturityPolicy'
          ? changed(object, (spec) => ({ ...spec, levels: [{ name: 'Beta', removal }] }))
          : object,
      );
      const stages = ['v0.41.0 Beta', 'v0.44.0 Deprecated', `${removed} Removed`];
      const all = [...objects, ...gate('tekton-pipelines', stages, message)];
      return thingIn(all, 'tekton-pipelines', removed, day).deprecation;
    };
    // v0.44.0 came on 2023-01-24, v0.46.0 on 2023-03-17, v0.50.0 on 2023-07-25.
    const window = { afterReleases: 2, afterMonths: 6 };
    const earlier = { ...window, combine: 'Earlier' };
    const both = { release: 'v0.46.0', date: '2023-07-24' };
    expect(under(window, 'v0.46.0', '2023-03-17')).toMatchObject({ earliestRemoval: both, verdict: 'TooEarly' });
    expect(under(window, 'v0.50.0', '2023-07-25')).toMatchObject({ earliestRemoval: both, verdict: 'OnTime' });
    const first = { release: 'v0.46.0', date: '2023-03-17' };
    expect(under(earlier, 'v0.45.0', '2023-02-17')).toMatchObject({ earliestRemoval: first, verdict: 'TooEarly' });
    expect(under(earlier, 'v0.46.0', '2023-03-17')).toMatchObject({ earliestRemoval: first, verdict: 'OnTime' });
    const months = { afterReleases: 9, afterMonths: 6, combine: 'Earlier' };
    expect(under(months, 'v0.50.0', '2023-07-25')).toMatchObject({
      earliestRemoval: { date: '2023-07-24' },
      verdict: 'OnTime',
    });
  });

  test('of the NVIDIA driver: Alpha none, Beta one release, Stable two (R46)', () => {
    const nvidia = (level: string, deprecation: object = message) =>
      earliest(driver, 'nvidia-dra-driver', [`v25.3.0 ${level}`, 'v25.8.0 Deprecated'], deprecation);
    expect(nvidia('Alpha')).toEqual({ release: 'v25.8.0' });
    expect(nvidia('Beta')).toEqual({ release: 'v25.12.0', date: '2026-02-12' });
    expect(nvidia('Stable')).toEqual({ release: 'v0.4.0', date: '2026-05-15' });
    // Where only the gate goes and the feature stays, the lock counts.
    expect(nvidia('Stable', { ...message, replacement: { mode: 'AlwaysOn' } })).toEqual({
      release: 'v25.8.0',
      date: '2025-10-20',
    });
  });

  test('of llm-d-router: Beta works on with a warning in N and N+1 and may go in N+2, Alpha at once, Stable at a major (R47)', () => {
    const deprecation = { ...message, removal: { when: 'Release', release: 'v0.10.0' } };
    const beta = [...router, ...plugin(['v0.3.0 Beta', 'v0.8.0 Deprecated', 'v0.10.0 Removed'], deprecation)];
    const told = (release: string, day: string) => {
      const { report } = installedAt(beta, 'llm-d-router', release, day, { plugins: [{ type: 'thing' }] });
      const row = report[0]?.plugins.find(({ type }) => type === 'thing');
      return `${row?.verdict} ${report[0]?.findings.find(({ subject }) => subject === 'thing')?.reason}`;
    };
    expect(told('v0.8.0', '2026-04-25')).toBe('Admitted DeprecatedPlugin');
    expect(told('v0.9.0', '2026-06-23')).toBe('Admitted DeprecatedPlugin');
    expect(told('v0.10.0', '2026-08-17')).toBe('Refused RemovedPlugin');
    expect(thingIn(beta, 'llm-d-router', 'v0.10.0', '2026-08-17').deprecation?.verdict).toBe('OnTime');
    const early = (level: string) =>
      thingIn(
        [...router, ...plugin([`v0.3.0 ${level}`, 'v0.8.0 Deprecated', 'v0.9.0 Removed'], message)],
        'llm-d-router',
        'v0.9.0',
        '2026-06-23',
      ).deprecation?.verdict;
    expect(early('Alpha')).toBe('OnTime');
    expect(early('Beta')).toBe('TooEarly');
    expect(early('Stable')).toBe('TooEarly');
  });

  test('that ends one release after the last one listed is kept by whatever comes then (R47, R67)', () => {
    const driverAt = (removal: string) => {
      const stages = ['v25.8.0 Beta', 'v0.5.0 Deprecated'];
      const all = [
        ...driver,
        ...gate('nvidia-dra-driver', stages, { ...message, removal: { when: 'Release', release: removal } }),
      ];
      return thingIn(all, 'nvidia-dra-driver', 'v0.5.0', '2026-08-19').deprecation;
    };
    expect(driverAt('v0.6.0')).toMatchObject({ earliestRemoval: { releasesToGo: 1 }, verdict: 'OnTime' });
    expect(driverAt('v0.5.0')?.verdict).toBe('Overdue');
    // Two releases on, v0.13.0 may be the first or the second.
    const removal = { when: 'Release', release: 'v0.13.0' };
    const far = [...router, ...plugin(['v0.3.0 Beta', 'v0.12.0 Deprecated'], { ...message, removal })];
    expect(thingIn(far, 'llm-d-router', 'v0.12.0', '2026-12-31').deprecation).toMatchObject({
      earliestRemoval: { releasesToGo: 2 },
      verdict: 'TooEarly',
    });
  });

  test('of Tekton: Alpha one release, Beta nine months, Stable the next major (R48)', () => {
    const announced = (level: string) =>
      earliest(tekton, 'tekton-pipelines', [`v0.41.0 ${level}`, 'v0.44.0 Deprecated']);
    expect(announced('Alpha')).toEqual({ release: 'v0.45.0', date: '2023-02-17' });
    expect(announced('Beta')).toEqual({ date: '2023-10-24' });
    expect(announced('Stable')).toEqual({ release: 'v1.0.0', date: '2025-04-29' });
  });

  test('of a gate that is locked runs from the lock: one release for the driver, three for Kubernetes (R49, R64)', () => {
    const went = (
      objects: readonly DeclaredObject[],
      component: string,
      locked: string,
      removed: string,
      day: string,
    ) => {
      const all = [
        ...objects,
        ...gate(component, [`${locked} Stable`, `${removed} Removed`], { message: 'it is always on' }),
      ];
      return conditionOf(thingIn(all, component, removed, day), 'Deprecated')?.reason;
    };
    expect(went(driver, 'nvidia-dra-driver', 'v25.12.0', 'v25.12.1', '2026-03-01')).toBe('RemovedTooEarly');
    expect(went(driver, 'nvidia-dra-driver', 'v25.12.0', 'v0.4.0', '2026-05-15')).toBe('Removed');
    expect(went(kubernetes, 'kubernetes', '1.33', '1.35', '2026-05-15')).toBe('RemovedTooEarly');
    expect(went(kubernetes, 'kubernetes', '1.33', '1.36', '2026-05-15')).toBe('Removed');
  });
});

describe('the announced removal', () => {
  const schedules: [removal: object, due: object, onTime: string, late: string | undefined][] = [
    [
      { when: 'Release', release: 'v0.55.0' },
      { release: 'v0.55.0', date: '2023-12-20' },
      'v0.54.0 2023-12-31',
      'v0.55.0 2024-01-01',
    ],
    [{ when: 'Date', date: '2024-01-10' }, { date: '2024-01-10' }, 'v0.55.0 2024-01-10', 'v0.55.0 2024-01-11'],
    [
      { when: 'Earlier', release: 'v0.57.0', date: '2024-01-10' },
      { release: 'v0.57.0', date: '2024-01-10' },
      'v0.55.0 2024-01-10',
      'v0.55.0 2024-01-11',
    ],
    [
      { when: 'Later', release: 'v0.55.0', date: '2024-02-01' },
      { release: 'v0.55.0', date: '2024-02-01' },
      'v0.56.0 2024-02-01',
      'v0.56.0 2024-02-02',
    ],
  ];
  test.each(schedules)(
    'may be a release, a date, the earlier or the later of both: %j (R50, R51)',
    (removal, due, onTime, late) => {
      const all = [
        ...tekton,
        ...gate('tekton-pipelines', ['v0.41.0 Alpha', 'v0.50.0 Deprecated'], { message: 'use other', removal }),
      ];
      const judged = (point = '') => {
        const [release = '', day = ''] = point.split(' ');
        const status = thingIn(all, 'tekton-pipelines', release, day);
        return [status.deprecation?.scheduled, status.deprecation?.verdict, conditionOf(status, 'Deprecated')?.reason];
      };
      expect(judged(onTime)).toEqual([due, 'OnTime', 'Deprecated']);
      expect(judged(late)).toEqual([due, 'Overdue', 'RemovalOverdue']);
    },
  );

  test('may be undecided, which is flagged (R50)', () => {
    const removal = { when: 'Undecided' };
    const all = [
      ...tekton,
      ...gate('tekton-pipelines', ['v0.41.0 Alpha', 'v0.50.0 Deprecated'], { message: 'm', removal }),
    ];
    const status = thingIn(all, 'tekton-pipelines', 'v1.0.0', '2026-01-01');
    expect(status.deprecation).toMatchObject({ verdict: 'Undecided' });
    expect(status.deprecation?.scheduled).toBeUndefined();
    expect(conditionOf(status, 'Deprecated')).toMatchObject({ status: 'True', reason: 'RemovalUndecided' });
  });

  test('breaks the policy where it comes before the window: five filters that went with no notice have that condition (R51)', () => {
    const extension = catalogObjects('gateway-api-inference-extension');
    const evaluation = installedAt(extension, 'gateway-api-inference-extension', 'v1.0.0', '2025-09-08');
    for (const name of ['decision-tree', 'least-kv-cache', 'least-queue', 'lora-affinity', 'low-queue']) {
      const status = statusOf(evaluation, `gateway-api-inference-extension.${name}-filter`);
      expect(conditionOf(status, 'Deprecated')).toMatchObject({ status: 'True', reason: 'RemovedTooEarly' });
    }
    // One that is planned too early is told before it happens, with what is allowed.
    const planned = (component: string, objects: readonly DeclaredObject[], stages: string[], removal: string) => {
      const deprecation = { message: 'm', removal: { when: 'Release', release: removal } };
      const asOf = stages.at(-1)?.split(' ')[0] ?? '';
      const status = thingIn([...objects, ...gate(component, stages, deprecation)], component, asOf, '2026-05-15');
      const { reason, message = '' } = conditionOf(status, 'Deprecated') ?? {};
      return [reason, message.split('; ').slice(1).join('; ')];
    };
    expect(planned('tekton-pipelines', tekton, ['v0.41.0 Beta', 'v0.44.0 Deprecated'], 'v0.45.0')).toEqual([
      'RemovalTooEarly',
      'removal is due v0.45.0, 2023-02-17, too early: the policy allows it from 2023-10-24 on: m',
    ]);
    expect(planned('tekton-pipelines', tekton, ['v0.41.0 Stable', 'v0.44.0 Deprecated'], 'v0.45.0')).toEqual([
      'RemovalTooEarly',
      'removal is due v0.45.0, 2023-02-17, too early: the policy allows it from v1.0.0, 2025-04-29 on: m',
    ]);
    const last = 'v0.12.0';
    expect(planned('llm-d-router', router, ['v0.9.0 Beta', `${last} Deprecated`], 'v0.14.0')).toEqual([
      'RemovalTooEarly',
      'removal is due v0.14.0, too early: the policy allows it 2 releases after the last one that its calendar lists; planned releases may be listed there: m',
    ]);
    expect(planned('llm-d-router', router, ['v0.9.0 Stable', `${last} Deprecated`], 'v0.14.0')).toEqual([
      'RemovalTooEarly',
      'removal is due v0.14.0, too early: the policy allows it with the next major release: m',
    ]);
  });
});
