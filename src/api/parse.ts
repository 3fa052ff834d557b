import { z } from 'zod';
import type { Declared, SpecOf } from './declared.ts';
import { KIND_NAMES, metadata, objectSchema, type KindName, type Metadata } from './kinds.ts';

/** What became of an object at the door: parsed, or everything that is wrong with it. */
export type Parsed<K extends KindName> =
  | { readonly valid: true; readonly object: Declared<SpecOf[K]> }
  | { readonly valid: false; readonly metadata: Metadata; readonly problems: readonly string[] };

const SCHEMAS = Object.fromEntries(KIND_NAMES.map((kind) => [kind, objectSchema(kind)])) as Readonly<
  Record<KindName, z.ZodType>
>;
const MOST_PROBLEMS = 8;
const LONGEST_VALUE = 64;

/** Parses a raw object of a known kind; never throws. Unknown fields are dropped, as the API server prunes them. */
export function parseObject<K extends KindName>(kind: K, raw: unknown): Parsed<K> {
  const result = SCHEMAS[kind].safeParse(raw);
  if (result.success) return { valid: true, object: result.data as unknown as Declared<SpecOf[K]> };
  const problems = result.error.issues.map((issue) => problemOf(issue, raw));
  const shown = problems.slice(0, MOST_PROBLEMS);
  if (problems.length > shown.length) shown.push(`and ${problems.length - shown.length} more`);
  return { valid: false, metadata: metadataOf(raw), problems: shown };
}

/** Field, value, and what it must be: `spec.stages[0].level 'GA': Invalid option: expected one of …`. */
function problemOf(issue: z.core.$ZodIssue, raw: unknown): string {
  const field = issue.path.reduce<string>(
    (path, part) =>
      typeof part === 'number' ? `${path}[${part}]` : path === '' ? String(part) : `${path}.${String(part)}`,
    '',
  );
  const value = issue.path.reduce<unknown>(
    (at, part) =>
      typeof at === 'object' && at !== null ? (at as Record<PropertyKey, unknown>)[part as PropertyKey] : undefined,
    raw,
  );
  if (value === undefined && issue.code === 'invalid_type') return `${field} is required`;
  return field === '' ? issue.message : `${field}${shownValue(value)}: ${issue.message}`;
}

function shownValue(value: unknown): string {
  if (value === undefined || (typeof value === 'object' && value !== null)) return '';
  const text = String(value);
  return ` '${text.length > LONGEST_VALUE ? `${text.slice(0, LONGEST_VALUE)}…` : text}'`;
}

function metadataOf(raw: unknown): Metadata {
  const found = typeof raw === 'object' && raw !== null ? (raw as { metadata?: unknown }).metadata : undefined;
  const parsed = metadata.safeParse(found);
  if (parsed.success) return parsed.data;
  const name = typeof found === 'object' && found !== null ? (found as { name?: unknown }).name : undefined;
  return metadata.parse({ name: typeof name === 'string' && name !== '' ? name.slice(0, 253) : '(unnamed)' });
}
