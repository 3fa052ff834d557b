import { expect, test } from 'vitest';
import { goldenLines } from '../../support/golden-table.ts';
import { catalogObjects, evaluated, featureSet } from './catalog.ts';

const lines = goldenLines('catalogs/nvidia-dra-driver-combinations.txt').map((line) => line.split(' '));
const told = (word: string) => lines.filter(([first]) => first === word).map(([, ...rest]) => rest);
const order = told('gate').map(([gate = '']) => gate);
const valid = told('valid').join('');

const isOn = (mask: number, gate: string): boolean => ((mask >> order.indexOf(gate)) & 1) === 1;

/** The rules of the driver's own code that a combination breaks, as our findings would name them. */
function brokenRules(mask: number): string[] {
  const unmet = told('needs')
    .filter(([gate = '', other = '']) => isOn(mask, gate) && !isOn(mask, other))
    .map(([gate, other]) => `DependencyUnmet ${gate} ${other}`);
  const both = told('excludes')
    .filter((pair) => pair.every((gate) => isOn(mask, gate)))
    .map(([gate, other]) => `MutuallyExclusive ${gate} ${other}`);
  return [...unmet, ...both].sort();
}

test('the driver at 0.4 on Kubernetes 1.36: all 512 combinations, with every broken rule of the 404 invalid ones (R76, R77, R80, R81)', () => {
  const masks = Array.from({ length: 512 }, (_, mask) => mask);
  const sets = masks.flatMap((mask) =>
    featureSet(`m${mask}`, {
      component: 'nvidia-dra-driver',
      release: '0.4',
      overrides: order.map((gate) => ({ gate, state: isOn(mask, gate) ? 'Enabled' : 'Disabled' })),
      platform: [{ component: 'kubernetes', featureSet: { name: 'cluster' } }],
    }),
  );
  const cluster = featureSet('cluster', { component: 'kubernetes', release: '1.36' });
  const objects = [...catalogObjects('nvidia-dra-driver', 'kubernetes'), ...cluster, ...sets];
  const { report } = evaluated(objects, '2026-09-01');
  const answers = masks.map((mask) => {
    const one = report.find(({ featureSet: reference }) => reference === `default/m${mask}`);
    const errors = one?.findings.filter(({ severity }) => severity === 'Error') ?? [];
    return errors
      .map(({ reason, subject, message }) => {
        // The other gate of the rule is the one that the message quotes beside the subject.
        const others = order.filter((gate) => gate !== subject && message.includes(`'${gate}'`));
        return `${reason} ${subject} ${others.join(' ')}`;
      })
      .sort();
  });
  expect(answers).toEqual(masks.map(brokenRules));
  expect(answers.map((errors) => (errors.length === 0 ? '1' : '0')).join('')).toBe(valid);
  expect(answers.filter((errors) => errors.length === 0)).toHaveLength(108);
});
