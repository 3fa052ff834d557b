import type { z } from 'zod';

/** What a value of each type is called in a refusal. */
const NOUNS: Readonly<Record<string, string>> = {
  string: 'a string',
  int: 'a whole number',
  number: 'a number',
  boolean: 'true or false',
  array: 'a list',
  object: 'an object',
  record: 'an object',
};

/** Words for what zod refuses, as the Kubernetes API conventions want them: "must …", and the way out. */
export function refusal(issue: z.core.$ZodRawIssue): string | undefined {
  const missing = issue.input === undefined;
  switch (issue.code) {
    case 'invalid_type':
      return wrongType(NOUNS[issue.expected] ?? issue.expected, issue.input);
    case 'invalid_value': {
      const words = `one of ${issue.values.map(String).join(', ')}`;
      return missing ? `must be set to ${words}` : `must be ${words}`;
    }
    case 'too_small':
      return issue.origin === 'string' ? 'must not be empty' : `must ${bound(issue.origin, 'at least', issue.minimum)}`;
    case 'too_big':
      return `must ${bound(issue.origin, 'at most', issue.maximum)}`;
    case 'invalid_key':
      return 'must not have this key';
    default:
      return undefined;
  }
}

function wrongType(noun: string, input: unknown): string {
  if (input === undefined) return `must be set to ${noun}`;
  if (noun === NOUNS['int'] && typeof input === 'number') return `must be ${noun}`;
  // What YAML reads as a number, a truth value or a date was most often meant as it was written.
  const unquoted = noun === NOUNS['string'] && (typeof input !== 'object' || input instanceof Date);
  return unquoted ? `must be a string, not ${kindOf(input)}: quote it` : `must be ${noun}, not ${kindOf(input)}`;
}

function kindOf(input: unknown): string {
  if (input === null) return 'null';
  if (Array.isArray(input)) return 'a list';
  if (input instanceof Date) return 'a date';
  return typeof input === 'object' ? 'an object' : `a ${typeof input}`;
}

function bound(origin: string, word: 'at least' | 'at most', limit: number | bigint): string {
  if (origin === 'string') return `be ${word} ${limit} characters long`;
  if (origin === 'array') return `have ${word} ${limit} ${Number(limit) === 1 ? 'item' : 'items'}`;
  return `be ${word} ${limit}`;
}
