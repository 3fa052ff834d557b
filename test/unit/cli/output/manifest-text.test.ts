import { expect, test } from 'vitest';
import { manifestText } from '../../../../src/cli/output/yaml-text.ts';

test('a question mark is quoted where entries stand in one line each: kubectl would take it for the sign of a key', () => {
  const object = { spec: { criteria: [{ id: 'B1', title: 'does it scale?' }], note: 'really?' } };
  expect(manifestText('A comment.', [object], ['criteria'])).toBe(
    '# A comment.\n---\nspec:\n  criteria:\n    - {id: B1, title: "does it scale?"}\n  note: really?\n',
  );
});
