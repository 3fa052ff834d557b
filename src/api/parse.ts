import { z } from 'zod';
import type { Declared, SpecOf, StatusOf } from './declared.ts';
import { keptOf } from './kept.ts';
import { KINDS, metadata, objectSchema, type KindName, type Metadata } from './kinds.ts';
import { unknownFields, withoutNulls } from './raw-object.ts';

/** What became of an object at the door: parsed, or everything that is wrong with it. */
export type Parsed<K extends KindName> =
  | { readonly valid: true; readonly object: Declared<SpecOf[K]> }
  | { readonly valid: false; readonly metadata: Metadata; readonly problems: readonly string[] };

const SCHEMAS: Readonly<Record<KindName, z.ZodType>> = {
  MaturityPolicy: objectSchema('MaturityPolicy'),
  FeatureGate: objectSchema('FeatureGate'),
  PluginMaturity: objectSchema('PluginMaturity'),
  FeatureSet: objectSchema('FeatureSet'),
};
const MOST_PROBLEMS = 8;
const LONGEST_VALUE = 64;

/** Parses an object that a server holds; never throws. Unknown fields are dropped, as the API server prunes them. */
export function parseObject<K extends KindName>(kind: K, raw: unknown): Parsed<K> {
  const result = SCHEMAS[kind].safeParse(raw);
  if (result.success) {
    const { metadata: known, spec } = result.data as unknown as Declared<SpecOf[K]>;
    return { valid: true, object: { metadata: known, spec: keptOf(kind, spec) } };
  }
  return refused(
    raw,
    result.error.issues.map((issue) => problemOf(issue, raw)),
  );
}

/** Parses a status that a server holds; undefined where there is none, or one that does not fit its schema. */
export function parseStatus<K extends KindName>(kind: K, raw: unknown): StatusOf[K] | undefined {
  const { success, data } = KINDS[kind].status.safeParse(raw);
  return success ? (data as unknown as StatusOf[K]) : undefined;
}

/** Parses an object that a person wrote, with the answer `kubectl create` would give; never throws. */
export function parseManifest<K extends KindName>(kind: K, raw: unknown): Parsed<K> {
  const read = withoutNulls(raw);
  const spec = isObject(read) ? read['spec'] : undefined;
  const unknown = unknownFields(KINDS[kind].spec, spec, 'spec').map(
    (field) => `${field}: is not a field of ${kind}; \`kubectl explain\` lists those there are`,
  );
  const parsed = parseObject(kind, read);
  if (unknown.length === 0) return parsed;
  return refused(read, parsed.valid ? unknown : [...unknown, ...parsed.problems]);
}

function refused<K extends KindName>(raw: unknown, problems: readonly string[]): Parsed<K> {
  const more = problems.length - MOST_PROBLEMS;
  const shown = more > 0 ? [...problems.slice(0, MOST_PROBLEMS), `and ${more} more`] : problems;
  return { valid: false, metadata: metadataOf(raw), problems: shown };
}

/** Field, value, and what it must be: `spec.stages[0].level 'GA': must be one of Dev, Alpha, …`. */
function problemOf({ path, message }: z.core.$ZodIssue, raw: unknown): string {
  if (path.length === 0) return message;
  let value: unknown = raw;
  for (const part of path) value = isObject(value) ? value[part] : undefined;
  return `${z.core.toDotPath(path)}${shownValue(value)}: ${message}`;
}

function shownValue(value: unknown): string {
  if (typeof value !== 'string' && typeof value !== 'number' && typeof value !== 'boolean') return '';
  const text = String(value);
  return ` '${text.length > LONGEST_VALUE ? `${text.slice(0, LONGEST_VALUE)}…` : text}'`;
}

function metadataOf(raw: unknown): Metadata {
  const found = isObject(raw) && isObject(raw['metadata']) ? raw['metadata'] : {};
  const parsed = metadata.safeParse(found);
  if (parsed.success) return parsed.data;
  return {
    name: nameIn(found['name'], 253) ?? '(unnamed)',
    namespace: nameIn(found['namespace'], 63),
    uid: '',
    generation: 0,
    resourceVersion: '',
    creationTimestamp: '',
  };
}

function nameIn(value: unknown, longest: number): string | undefined {
  return typeof value === 'string' && value !== '' ? value.slice(0, longest) : undefined;
}

function isObject(value: unknown): value is Readonly<Record<PropertyKey, unknown>> {
  return typeof value === 'object' && value !== null;
}
