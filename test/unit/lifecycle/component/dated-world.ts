import fc from 'fast-check';
import type { World } from '../../../../src/lifecycle/declared/world.ts';
import { featureSet, gate, NOW, plugin, policy, world } from '../../../support/sample.ts';

const DAY_MS = 86_400_000;
const RELEASES = ['1.0', '1.1', '1.2', '1.3', '2.0'] as const;

/** A day up to five months before or after `NOW`. */
const day = fc.integer({ min: -150, max: 150 }).map((days) => new Date(NOW + days * DAY_MS).toISOString().slice(0, 10));
const release = fc.constantFrom(...RELEASES);
const optional = <T>(values: fc.Arbitrary<T>) => fc.option(values, { nil: undefined });

const removal = fc.oneof(
  day.map((date) => ({ when: 'Date', date })),
  release.map((name) => ({ when: 'Release', release: name })),
  fc
    .tuple(fc.constantFrom('Earlier', 'Later'), release, day)
    .map(([when, name, date]) => ({ when, release: name, date })),
);

/** A calendar whose first releases are dated, in order, and whose others are planned. */
const calendar = fc
  .uniqueArray(day, { minLength: 0, maxLength: RELEASES.length })
  .map((dates) => dates.toSorted())
  .map((dates) => RELEASES.map((name, index) => ({ name, ...(dates[index] && { date: dates[index] }) })));

const life = fc.record({
  stages: fc.constantFrom(
    ['1.0 Beta on', '1.2 Deprecated'],
    ['1.0 Alpha off', '1.1 Beta on', '2.0 Stable on locked'],
    ['1.0 Beta on', '1.1 Deprecated', '1.3 Removed'],
  ),
  removal: optional(removal),
});

function deprecationOf(when: object | undefined): Record<string, unknown> {
  return { deprecation: { message: 'it goes', ...(when && { removal: when }) } };
}

/** Worlds whose calendar, removals and overrides have dates around `NOW`, beside the component that theirs looks at. */
export const datedWorlds: fc.Arbitrary<World[]> = fc
  .record({
    calendar,
    abroad: calendar,
    gates: fc.array(life, { maxLength: 3 }),
    plugins: fc.array(life, { maxLength: 2 }),
    expires: optional(fc.tuple(day, fc.constantFrom('Warn', 'Revert'))),
    installed: optional(release),
  })
  .map(({ calendar: releases, abroad, gates, plugins, expires, installed }) => {
    const levels = ['Alpha', 'Beta', 'Stable'].map((name) => ({
      name,
      soakReleases: 1,
      removal: { afterReleases: 1, afterMonths: 2 },
      upstreamMinimum: { level: 'Beta', strength: 'Required' },
    }));
    const upstream = [{ name: 'U', component: 'abroad', milestones: [{ level: 'Beta', release: '1.2' }] }];
    const overrides = expires
      ? [{ gate: 'G0', state: 'Disabled', expires: { date: expires[0] }, onExpiry: expires[1] }]
      : [];
    const set = featureSet({ component: 'thing', release: installed ?? '1.0', overrides, plugins: [{ type: 'p0' }] });
    const thing = world({
      component: 'thing',
      policy: policy('thing', { releases, levels, skipLevels: 'Allow' }),
      gates: gates.map((one, index) =>
        gate(`G${index}`, one.stages, { component: 'thing', upstream, ...deprecationOf(one.removal) }),
      ),
      plugins: plugins.map((one, index) =>
        plugin(
          'thing',
          `p${index}`,
          one.stages.map((stage) => stage.split(' ').slice(0, 2).join(' ')),
          deprecationOf(one.removal),
        ),
      ),
      featureSets: installed ? [set] : [],
    });
    return [thing, world({ component: 'abroad', policy: policy('abroad', { releases: abroad }) })];
  });
