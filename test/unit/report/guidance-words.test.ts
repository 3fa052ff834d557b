import { expect, test } from 'vitest';
import { whenWords } from '../../../src/report/words/guidance-words.ts';

test.each([
  ['v0.11.0', 'in v0.11.0'],
  ['1.37', 'in 1.37'],
  ['2027-01-31', 'on 2027-01-31'],
  ['v0.11.0 and 2027-01-31', 'in v0.11.0 and on 2027-01-31'],
  ['v0.11.0-dev or 2027-01-31', 'in v0.11.0-dev or on 2027-01-31'],
])('an end that is due %s goes %s', (due, words) => {
  expect(whenWords(due)).toBe(words);
});
