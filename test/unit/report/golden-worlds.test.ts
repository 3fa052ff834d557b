// Three worlds in test/golden/worlds and all that is said of them, as files to read: a rule or a message that changes shows
// as a diff there. `STAGEGATE_GOLDEN=write npm run test:unit -- golden-worlds` writes them anew; read the diff before you
// commit it.
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { FACT_WORDS } from '../../../src/report/words/fact-words.ts';
import { CONDITION_REASONS, EVENT_REASONS } from '../../../src/report/words/reasons.ts';
import { answerOf, WORLDS } from '../../support/golden-world.ts';

const answers = readdirSync(WORLDS)
  .toSorted()
  .map((name) => [name, answerOf(name)] as const);

/** What files alone cannot make happen. */
const ONLY_IN_A_CLUSTER: Readonly<Record<string, string>> = {
  ConfigMapNotOwned: 'only the operator publishes',
  GateVanished: 'only the operator knows what was published before',
  HeldBack: 'only the operator publishes',
  InSync: 'only a running component reports its gates',
  NotPermitted: 'files need no rights',
  OutOfSync: 'only a running component reports its gates',
  Published: 'only the operator publishes',
  Publishing: 'only the operator publishes',
  SourceNotAllowed: 'files need no rights',
};

describe.each(answers)('the world %s', (name, { files }) => {
  test.each([...files])('has the %s that stands in its folder', (file, content) => {
    const at = path.join(WORLDS, name, file);
    if (process.env['STAGEGATE_GOLDEN'] === 'write') writeFileSync(at, content);
    expect(content).toBe(readFileSync(at, 'utf8'));
  });
});

test('together they give every reason that there is, but for those that need a cluster', () => {
  const given = new Set(answers.flatMap(([, { reasons }]) => [...reasons]));
  const all = [...Object.keys(FACT_WORDS), ...Object.keys(CONDITION_REASONS), ...Object.keys(EVENT_REASONS)];
  const missing = all.filter((reason) => !given.has(reason));
  expect([...new Set(missing)].toSorted()).toEqual(Object.keys(ONLY_IN_A_CLUSTER).toSorted());
});
