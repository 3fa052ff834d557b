import { z } from 'zod';
import { refusal } from './refusal.ts';

// Every schema of this program refuses in the same words; a hint given beside a pattern still comes first.
z.config({ customError: refusal });

/** The API group of all four kinds. */
export const GROUP = 'stagegate.dev';
/** The version the operator reads and writes (the storage version). */
export const STORAGE_VERSION = 'v1beta1';
/** Every served version, oldest first; they share one schema. */
export const SERVED_VERSIONS = ['v1alpha1', 'v1beta1'] as const;
/** `apiVersion` of every object the operator writes. */
export const API_VERSION = `${GROUP}/${STORAGE_VERSION}`;

/** A rule the API server checks as CEL and the offline reader as `check`: the two must say the same. */
export interface Rule<T> {
  /** CEL over `self`; a list without a default is absent where the offline reader sees an empty one. */
  readonly cel: string;
  readonly message: string;
  /** The same rule over the parsed value. Absent on transition rules, which only a server can check. */
  readonly check?: (value: T) => boolean;
  /** CEL that yields the message, where the message names values, and its twin. */
  readonly messageExpression?: string;
  readonly messageFor?: (value: T) => string;
  /** The field that the refusal names, from where the rule stands: `.expires.date`. */
  readonly fieldPath?: string;
}

/** Attaches CEL rules and their twins to a schema. */
export function withRules<S extends z.ZodType>(schema: S, rules: readonly Rule<z.output<S>>[]): S {
  let checked: z.ZodType = schema;
  for (const { check, message, messageFor, fieldPath } of rules) {
    const path = fieldPath?.split('.').slice(1);
    const error = messageFor ? ({ input }: { input?: unknown }) => messageFor(input as z.output<S>) : message;
    if (check) checked = checked.refine((value) => check(value as z.output<S>), { error, ...(path && { path }) });
  }
  return checked.meta({ 'x-kubernetes-validations': rules.map(celRule) }) as unknown as S;
}

/** One entry of `x-kubernetes-validations`. */
export function celRule<T>({ cel, message, messageExpression, fieldPath }: Rule<T>) {
  return { rule: cel, message, ...(messageExpression && { messageExpression }), ...(fieldPath && { fieldPath }) };
}

/** The rule that a field never changes once it is set. */
export function immutable(field: string): Rule<unknown> {
  return { cel: 'self == oldSelf', message: `\`${field}\` is immutable: delete the object and create it again` };
}

/** How a string must be written; `pattern` is anchored by its author, and `hint` says it in words. */
interface Form {
  readonly pattern: RegExp;
  readonly hint?: string;
}

/** A bounded string. */
export function text(description: string, max: number, form?: Form) {
  const bounded = z.string().min(1).max(max);
  return (form ? bounded.regex(form.pattern, form.hint) : bounded).meta({ description });
}

/** A bounded string that may be empty. */
export function prose(description: string, max: number) {
  return z.string().max(max).meta({ description });
}

/** A string with the empty string as default, since the key of a map list cannot be absent. */
export function keyText(description: string, max: number, { pattern, hint }: Form) {
  return z
    .string()
    .max(max)
    .regex(new RegExp(`^$|${pattern.source}`), hint)
    .default('')
    .meta({ description });
}

/** One of several UpperCamelCase words. */
export function oneOf<const T extends readonly [string, ...string[]]>(description: string, words: T) {
  return z.enum(words).meta({ description });
}

/** Yes or no, where no third state is thinkable. */
export function flag(description: string) {
  return z.boolean().meta({ description });
}

/** A bounded integer; the unit belongs in the field's name. */
export function count(description: string, max: number, min = 0) {
  return z.int().min(min).max(max).meta({ description });
}

/** How many entries of a list of a status did not fit. */
export function omitted(list: string, things = list) {
  return count(`${list}Omitted is how many ${things} did not fit. Absent: all are listed.`, 1_000_000).optional();
}

/** How many items a list may have: at most so many, or from so many to so many. */
type Size = number | readonly [min: number, max: number];

function boundsOf(size: Size): readonly [min: number, max: number] {
  return typeof size === 'number' ? [0, size] : size;
}

/** A list replaced as a whole. */
export function atomicList<S extends z.ZodType>(description: string, item: S, size: Size) {
  const [min, max] = boundsOf(size);
  return z.array(item).min(min).max(max).meta({ description, 'x-kubernetes-list-type': 'atomic' });
}

/** A list of different words. */
export function wordSet<S extends z.ZodType<string>>(description: string, item: S, size: Size) {
  const [min, max] = boundsOf(size);
  return z
    .array(item)
    .min(min)
    .max(max)
    .superRefine((words, context) => {
      words.forEach((word, index) => {
        if (words.indexOf(word) < index) {
          context.addIssue({ code: 'custom', path: [index], message: 'must not name the same thing twice' });
        }
      });
    })
    .meta({ description, 'x-kubernetes-list-type': 'set' });
}

/** A list whose items are told apart by `keys`, so that several owners can edit it item by item. */
export function mapList<S extends z.ZodType<object>>(
  description: string,
  item: S,
  { keys, max }: { readonly keys: readonly (keyof z.output<S> & string)[]; readonly max: number },
) {
  return z
    .array(item)
    .max(max)
    .superRefine((items, context) => {
      const seen = new Set<string>();
      items.forEach((entry, index) => {
        const key = JSON.stringify(keys.map((name) => (entry as Record<string, unknown>)[name]));
        if (seen.has(key)) {
          context.addIssue({
            code: 'custom',
            path: [index],
            message: `must not repeat the ${keys.join(', ')} of an earlier item`,
          });
        }
        seen.add(key);
      });
    })
    .meta({ description, 'x-kubernetes-list-type': 'map', 'x-kubernetes-list-map-keys': keys });
}
