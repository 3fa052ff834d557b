import { describe, expect, test } from 'vitest';
import { FlapDamper } from '../../../src/controller/api-server/flap-damper.ts';

/** What is believed after each of these answers, a letter each; `-`: nothing. */
function believedAfter(answers: string, known?: string): string {
  const agreement = new FlapDamper<string>((believed, answer) => believed === answer);
  agreement.believe(known);
  return Array.from(answers, (answer) => {
    const before = agreement.believed;
    const changed = agreement.hear(answer);
    expect(changed).toBe(agreement.believed !== before);
    return agreement.believed ?? '-';
  }).join('');
}

describe('what several servers agree on', () => {
  test.each([
    ['the first answer is believed at once', 'ab', undefined, 'aa'],
    ['another one when it came three times in a row', 'abbbb', undefined, 'aaabb'],
    ['what was believed begins the count again', 'abbabbb', undefined, 'aaaaaab'],
    ['a third one begins it again too', 'abbcbbcccc', undefined, 'aaaaaaaacc'],
    ['servers that answer in turn change nothing', 'abababababab', undefined, 'aaaaaaaaaaaa'],
    ['nor do those that answer twice each', 'aabbaabbaabb', undefined, 'aaaaaaaaaaaa'],
    ['one that was known before counts as the first', 'bbb', 'a', 'aab'],
  ])('%s', (_rule, answers, known, believed) => {
    expect(believedAfter(answers, known)).toBe(believed);
  });

  test('believes the next answer at once after it has forgotten', () => {
    const agreement = new FlapDamper<string>((believed, answer) => believed === answer);
    for (const answer of 'abb') agreement.hear(answer);
    agreement.believe(undefined);
    expect(agreement.believed).toBeUndefined();
    expect(agreement.hear('b')).toBe(true);
    // What was counted before is forgotten with it.
    expect(Array.from('aa', (answer) => agreement.hear(answer))).toEqual([false, false]);
  });
});
