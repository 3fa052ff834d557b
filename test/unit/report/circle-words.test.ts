import { describe, expect, test } from 'vitest';
import { sentenceOf } from '../../../src/report/words/fact-words.ts';

const LETTERS = 'ABCDEFGHIJKLMN'.split('');

describe('a circle', () => {
  test.each(['DependencyCycle', 'PlatformCycle', 'PluginCycle'] as const)('of a few is told in full by %s', (kind) => {
    expect(sentenceOf({ kind, members: ['A', 'B', 'C'] }, 'B')).toContain(': A → B → C → A; remove one of these');
    expect(sentenceOf({ kind, members: ['A'] }, 'A')).toContain(': A → A; remove');
    const ten = LETTERS.slice(0, 10);
    expect(sentenceOf({ kind, members: ten }, 'A')).toContain(`: ${ten.join(' → ')} → A; remove`);
  });

  test.each(['DependencyCycle', 'PlatformCycle', 'PluginCycle'] as const)(
    'of many is told by %s with its first members and a count',
    (kind) => {
      expect(sentenceOf({ kind, members: LETTERS }, 'N')).toContain(
        ': A → B → C → D → E → F → G → H → I → J … and 4 more; remove one of these',
      );
    },
  );
});

test('a long path of requirements is told with its first gates, a count and its last', () => {
  const fact = { kind: 'DependencyUnmet', release: '1.36', unmet: ['B'], locked: false, onRequest: false } as const;
  expect(sentenceOf({ ...fact, path: ['A', 'B', 'C'], skipped: 7 }, 'A')).toContain(
    ' (A needs B needs 7 more needs C); it is off',
  );
});
