import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { calendarOf, comparePoints, type Calendar } from '../../../../src/lifecycle/releases/calendar.ts';
import { goldenCalendars } from '../../../support/golden-table.ts';
import { NOW, policy } from '../../../support/sample.ts';

const LINES: Readonly<Record<string, string>> = {
  'v25.3.0': '0.1',
  'v25.8.0': '0.2',
  'v25.12.0': '0.3',
  'v0.4.0': '26.4',
};
const releases = new Map(
  [...goldenCalendars()].map(([component, list]) => [
    component,
    list.map((one) => ({
      ...one,
      ...(component === 'nvidia-dra-driver' && LINES[one.name] && { line: LINES[one.name] }),
    })),
  ]),
);

function calendar(component: string): Calendar {
  return calendarOf(component, policy(component, { releases: releases.get(component) ?? [] }).spec);
}

function order(of: Calendar, a: string, b: string): number {
  const [left, right] = [of.at(a), of.at(b)];
  if (!left || !right) throw new Error(`${a} or ${b} cannot be placed`);
  return Math.sign(comparePoints(left, right));
}

/** Each release stands strictly after the one before it. */
function expectAscending(of: Calendar, names: readonly string[]): void {
  names.forEach((name, index) => {
    names.forEach((other, at) => {
      expect([name, other, order(of, name, other)]).toEqual([name, other, Math.sign(index - at)]);
    });
  });
}

describe('the order of releases', () => {
  test.each([...releases.keys()])('of %s is the order in which they came', (component) => {
    expectAscending(
      calendar(component),
      (releases.get(component) ?? []).map(({ name }) => name),
    );
  });

  test('need not be the order of version numbers: the NVIDIA driver went from v25.12 to v0.4 (R69)', () => {
    const nvidia = calendar('nvidia-dra-driver');
    expectAscending(nvidia, ['v25.3.0', 'v25.8.0', 'v25.12.0', 'v25.12.1', 'v0.4.0-dev', 'v0.4.0', 'v0.4.1', 'v0.5.0']);
    expect(order(nvidia, 'v0.3.0', 'v25.12.0')).toBe(0);
    expect(order(nvidia, '26.4', 'v0.4.0')).toBe(0);
  });

  test('is numeric: v0.9 comes before v0.10, in a calendar and without one (R68)', () => {
    expect(order(calendar('llm-d-router'), 'v0.9', 'v0.10.0')).toBe(-1);
    expectAscending(calendarOf('anything', undefined), ['v0.9', 'v0.10', 'v0.10.1', '1', 'v1.2', 'v1.10']);
  });

  test('a leading v and missing parts do not matter', () => {
    const of = calendarOf('anything', undefined);
    for (const name of ['v1.4', '1.4', '1.4.0', 'v1.4.0.0', '1.4.0+abc']) expect(order(of, name, '1.4')).toBe(0);
  });

  test('pre-releases and build suffixes parse and sort as in semver (R74)', () => {
    const of = calendarOf('anything', undefined);
    expectAscending(of, [
      'v0.5.0-alpha',
      'v0.5.0-alpha.1',
      'v0.5.0-alpha.beta',
      'v0.5.0-beta.2',
      'v0.5.0-beta.11',
      'v0.5.0-dev',
      'v0.5.0-rc.1',
      'v0.5.0',
    ]);
    expect(order(of, '25.12.0-dev', '25.12.0-dev+3f2a1c9')).toBe(0);
  });

  test('versions that are not semver compare, such as that of a driver (R75)', () => {
    expectAscending(calendarOf('nvidia-gpu-driver', undefined), ['570.86.15', '570.133.20', '570.158.01', '580.65.06']);
  });

  test('a release before the first of its major lies between that and its predecessor', () => {
    expectAscending(calendar('tekton-pipelines'), ['v0.70.0', 'v0.99.0', 'v1.0.0-rc.1', 'v1.0.0', 'v1.0.1', 'v1.1.0']);
  });

  test('a release of a major that is not listed has no place, nor has what is no release', () => {
    expect(calendar('tekton-pipelines').at('v2.0.0')).toBeUndefined();
    expect(calendarOf('anything', undefined).at('newest')).toBeUndefined();
  });

  test('of Kubernetes knows major and minor only', () => {
    const of = calendarOf('kubernetes', undefined);
    for (const name of ['1.31.0', '1.31.7', 'v1.31.0-rc.1']) expect(order(of, name, '1.31')).toBe(0);
    expect(of.nameOf('v1.31.7')).toBe('1.31');
  });

  test.each([...releases.keys()])('of %s is total and transitive, whatever is compared', (component) => {
    const of = calendar(component);
    const listed = (releases.get(component) ?? []).flatMap(({ name }) => [
      name,
      `${name}-rc.1`,
      name.replace(/0$/, '9'),
    ]);
    const number = fc.integer({ min: 0, max: 30 });
    const made = fc.tuple(number, number, number).map((parts) => `v${parts.join('.')}`);
    const placed = fc.oneof(fc.constantFrom(...listed), made).filter((name) => of.at(name) !== undefined);
    fc.assert(
      fc.property(placed, placed, placed, (a, b, c) => {
        expect(order(of, a, a)).toBe(0);
        expect(order(of, a, b) + order(of, b, a)).toBe(0);
        if (order(of, a, b) <= 0 && order(of, b, c) <= 0) expect(order(of, a, c)).toBeLessThanOrEqual(0);
        if (order(of, a, b) === 0) expect(order(of, a, c)).toBe(order(of, b, c));
      }),
      { numRuns: 2000 },
    );
  });
});

describe('beside the order, a calendar says', () => {
  test('the newest release that is out', () => {
    const nvidia = calendar('nvidia-dra-driver');
    expect(nvidia.newest(NOW)).toBe('v0.4.0'); // its very day
    expect(nvidia.newest(NOW - 1)).toBe('v25.12.0');
    expect(nvidia.newest(Date.parse('2020-01-01T00:00:00Z'))).toBeUndefined();
    expect(
      calendarOf('driver', policy('driver', { releases: [{ name: 'v1' }, { name: 'v2' }] }).spec).newest(NOW),
    ).toBe('v2');
  });

  test('the day of a release, by any of its names', () => {
    const nvidia = calendar('nvidia-dra-driver');
    expect(nvidia.dateOf('0.3')).toBe('2026-02-12');
    expect(nvidia.dateOf('v0.4.1')).toBeUndefined();
  });

  test('the oldest release a cluster stays compatible with, one minor back and not under the floor of Kubernetes (rules 9, 11)', () => {
    const kubernetes = calendarOf('kubernetes', undefined);
    expect(['1.36', '1.32.4', '1.31', '1.30'].map((name) => kubernetes.minCompatibilityOf(name))).toEqual([
      '1.35',
      '1.31',
      '1.31',
      '1.30',
    ]);
    const other = calendarOf('driver', undefined);
    expect(['v0.10.2', 'v2.0.0', '1.0'].map((name) => other.minCompatibilityOf(name))).toEqual(['v0.9', 'v2.0', '1.0']);
  });
});
