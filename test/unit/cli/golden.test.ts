import { expect, test } from 'vitest';
import { goldenValues, SETTINGS } from '../../support/golden-table.ts';
import { inProcess, printed, type Printed } from '../../support/command-run.ts';

const MINORS = Array.from({ length: 37 }, (_, minor) => minor);
const LEVELS: Readonly<Record<string, string>> = { '-': 'NotYetAvailable', A: 'Alpha', B: 'Beta', S: 'Stable' };

function setName(setting: number, minor: number): string {
  return `s${setting}-${String(minor).padStart(2, '0')}`;
}

/** A FeatureSet for every minor and every setting of the switches, as one JSON list. */
const featureSets = {
  apiVersion: 'v1',
  kind: 'List',
  items: SETTINGS.flatMap((setting, index) =>
    MINORS.map((minor) => ({
      apiVersion: 'stagegate.dev/v1beta1',
      kind: 'FeatureSet',
      metadata: { name: setName(index, minor), namespace: 'golden' },
      spec: {
        component: 'kubernetes',
        release: `1.${minor}`,
        groups: (setting === '-' ? [] : setting.split(',')).map((text) => {
          const [name, value] = text.split('=');
          return { name, state: value === 'true' ? 'Enabled' : 'Disabled' };
        }),
      },
    })),
  ),
};

test('evaluate gives every gate of Kubernetes at every minor under every setting of the switches (R78, R80)', () => {
  const ran = inProcess(
    ['evaluate', '-f', 'config/catalogs/kubernetes', '-f', '-', '-o', 'json'],
    JSON.stringify(featureSets),
  );
  expect(ran.stderr).toBe('');
  expect(ran.code).toBe(1); // some settings break dependencies
  const { items, report } = printed(ran);
  expect(items).toHaveLength(1 + 240 + 185);
  const sets = new Map(report.map((one) => [one.featureSet, one]));
  expect(sets.size).toBe(185);

  const { gates, errors } = goldenValues();
  let compared = 0;
  for (const [index, setting] of SETTINGS.entries()) {
    for (const minor of MINORS) {
      const one = sets.get(`golden/${setName(index, minor)}`);
      expect(one?.gates).toHaveLength(240);
      const rows = new Map(one?.gates.map((row) => [row.gate, row]));
      const told = Object.fromEntries(gates.map(({ name }) => [name, rowText(rows.get(name))]));
      const wanted = Object.fromEntries(gates.map((gate) => [gate.name, wantedText(gate, index, minor)]));
      expect(told, `1.${minor} with ${setting}`).toEqual(wanted);
      compared += gates.length;

      const wantedErrors = errors
        .filter((error) => error.setting === setting && error.minor === `1.${minor}`)
        .map(({ gate, needs }) => `${gate} ${needs.join(' ')}`);
      const toldErrors = one?.findings.filter(({ severity }) => severity === 'Error') ?? [];
      expect(toldErrors.map(({ reason }) => reason)).toEqual(wantedErrors.map(() => 'DependencyUnmet'));
      expect(toldErrors.map(({ subject, message }) => `${subject} ${unmetIn(message)}`).sort()).toEqual(
        wantedErrors.sort(),
      );
    }
  }
  expect(compared).toBe(44_400);
});

type GateOutcome = Printed['report'][number]['gates'][number];

function rowText(row: GateOutcome | undefined): string {
  if (!row) return 'no row';
  return `${row.deprecated ? 'Deprecated' : row.level} ${row.locked ? 'locked' : 'unlocked'} ${row.requested}`;
}

function wantedText(
  { levels, locks, requested }: ReturnType<typeof goldenValues>['gates'][number],
  setting: number,
  minor: number,
): string {
  const level = LEVELS[levels[minor] ?? ''] ?? 'Deprecated';
  return `${level} ${locks[minor] === 'L' ? 'locked' : 'unlocked'} ${requested[setting]?.[minor] === '1' ? 'Enabled' : 'Disabled'}`;
}

/** The gates a message says are not on. */
function unmetIn(message: string): string {
  const [, list = ''] = /requires (.*), not on in/.exec(message) ?? [];
  return list.replaceAll(/[',]/g, '');
}
