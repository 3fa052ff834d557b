import { z } from 'zod';

/** The object as the API server reads it: a field that is null (an empty value in YAML) counts as absent. */
export function withoutNulls(raw: unknown): unknown {
  if (Array.isArray(raw)) return raw.map(withoutNulls);
  if (!isRecord(raw)) return raw;
  const set = Object.entries(raw).filter(([, value]) => value !== null);
  return Object.fromEntries(set.map(([field, value]) => [field, withoutNulls(value)]));
}

/** Paths of the fields that a schema does not know, which `kubectl` refuses and a server would prune. */
export function unknownFields(schema: unknown, raw: unknown, path = ''): string[] {
  if (schema instanceof z.ZodOptional || schema instanceof z.ZodDefault)
    return unknownFields(schema.unwrap(), raw, path);
  if (schema instanceof z.ZodArray && Array.isArray(raw)) {
    return raw.flatMap((item, index) => unknownFields(schema.element, item, `${path}[${index}]`));
  }
  if (!(schema instanceof z.ZodObject) || !isRecord(raw)) return [];
  const shape: Readonly<Record<string, unknown>> = schema.shape;
  return Object.entries(raw).flatMap(([field, value]) => {
    const at = path === '' ? field : `${path}.${field}`;
    return Object.hasOwn(shape, field) ? unknownFields(shape[field], value, at) : [at];
  });
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof Date);
}
