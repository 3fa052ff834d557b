import { z } from 'zod';

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
  /** CEL over `self`. */
  readonly cel: string;
  readonly message: string;
  /** The same rule over the parsed value. Absent on transition rules, which only a server can check. */
  readonly check?: (value: T) => boolean;
  /** CEL that yields the message, where the message names values. */
  readonly messageExpression?: string;
  /** JSON path of the field the server names in its refusal. */
  readonly fieldPath?: string;
}

/** Attaches CEL rules and their twins to a schema. */
export function withRules<S extends z.ZodType>(schema: S, rules: readonly Rule<z.output<S>>[]): S {
  let checked: z.ZodType = schema;
  for (const { check, message } of rules) {
    if (check) checked = checked.refine((value) => check(value as z.output<S>), { message, abort: false });
  }
  return checked.meta({
    ...schema.meta(),
    'x-kubernetes-validations': rules.map((rule) => ({
      rule: rule.cel,
      message: rule.message,
      ...(rule.messageExpression && { messageExpression: rule.messageExpression }),
      ...(rule.fieldPath && { fieldPath: rule.fieldPath }),
    })),
  }) as unknown as S;
}

/** The rule that a field never changes once it is set. */
export function immutable(field: string): Rule<unknown> {
  return { cel: 'self == oldSelf', message: `\`${field}\` is immutable: delete the object and create it anew` };
}

/** A bounded string; `pattern` is anchored by its author. */
export function text(description: string, max: number, pattern?: RegExp, hint?: string) {
  const bounded = z.string().min(1).max(max);
  return (pattern ? bounded.regex(pattern, hint) : bounded).meta({ description });
}

/** A bounded string that may be empty, with the empty string as default: a map-list key cannot be absent. */
export function keyText(description: string, max: number) {
  return z.string().max(max).default('').meta({ description });
}

/** One of several UpperCamelCase words. */
export function oneOf<const T extends readonly [string, ...string[]]>(description: string, words: T) {
  return z.enum(words).meta({ description });
}

/** A bounded integer; the unit belongs in the field's name. */
export function count(description: string, max: number, min = 0) {
  return z.int().min(min).max(max).meta({ description });
}

/** A list replaced as a whole. */
export function atomicList<S extends z.ZodType>(description: string, item: S, max: number, min = 0) {
  return z.array(item).min(min).max(max).meta({ description, 'x-kubernetes-list-type': 'atomic' });
}

/** A list of different words. */
export function wordSet<S extends z.ZodType<string>>(description: string, item: S, max: number, min = 0) {
  return z
    .array(item)
    .min(min)
    .max(max)
    .refine((words) => new Set(words).size === words.length, { message: 'must not name the same thing twice' })
    .meta({ description, 'x-kubernetes-list-type': 'set' });
}

/** A list whose items are told apart by `keys`, so that several owners can edit it item by item. */
export function mapList<S extends z.ZodType<object>>(
  description: string,
  item: S,
  keys: readonly (keyof z.output<S> & string)[],
  max: number,
  min = 0,
) {
  return z
    .array(item)
    .min(min)
    .max(max)
    .superRefine((items, context) => {
      const seen = new Set<string>();
      items.forEach((entry, index) => {
        const key = JSON.stringify(keys.map((name) => (entry as Record<string, unknown>)[name]));
        if (seen.has(key)) {
          context.addIssue({ code: 'custom', path: [index], message: `repeats the ${keys.join(', ')} of an earlier item` });
        }
        seen.add(key);
      });
    })
    .meta({ description, 'x-kubernetes-list-type': 'map', 'x-kubernetes-list-map-keys': keys });
}
