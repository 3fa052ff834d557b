import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { KIND_NAMES, KINDS } from '../../../src/api/kinds.ts';

/** What the API server checks beside the bounds, as the schema's metadata says it. */
interface ServerSide {
  'x-kubernetes-validations'?: { rule: string }[];
  'x-kubernetes-list-type'?: string;
  maxProperties?: number;
}

/** Every zod schema below one, each with its path. */
function* below(schema: unknown, path: string): Generator<[path: string, schema: z.ZodType]> {
  if (!(schema instanceof z.ZodType)) return;
  yield [path, schema];
  if (schema instanceof z.ZodOptional || schema instanceof z.ZodDefault) yield* below(schema.unwrap(), path);
  else if (schema instanceof z.ZodArray) yield* below(schema.element, `${path}[]`);
  else if (schema instanceof z.ZodRecord) yield* below(schema.valueType, `${path}{}`);
  else if (schema instanceof z.ZodObject) {
    for (const [field, child] of Object.entries<unknown>(schema.shape)) yield* below(child, `${path}.${field}`);
  }
}

function offlineRules(schema: z.ZodType): number {
  return (schema.def.checks ?? []).filter((check) => check._zod.def.check === 'custom').length;
}

function serverRules(schema: z.ZodType): number {
  const meta = (schema.meta() ?? {}) as ServerSide;
  const cel = (meta['x-kubernetes-validations'] ?? []).filter(({ rule }) => !rule.includes('oldSelf')).length;
  const distinct = schema instanceof z.ZodArray && /^(set|map)$/.test(meta['x-kubernetes-list-type'] ?? '') ? 1 : 0;
  return cel + distinct + (schema instanceof z.ZodRecord && meta.maxProperties !== undefined ? 1 : 0);
}

describe.each(KIND_NAMES)('%s', (kind) => {
  const schemas = [...below(KINDS[kind].spec, 'spec')];

  test('has as many rules offline as on the server, at each field', () => {
    expect(schemas.length).toBeGreaterThan(20);
    const apart = schemas
      .filter(([, schema]) => !(schema instanceof z.ZodOptional || schema instanceof z.ZodDefault))
      .map(([path, schema]) => [path, offlineRules(schema), serverRules(schema)] as const)
      .filter(([, offline, server]) => offline !== server);
    expect(apart).toEqual([]);
  });

  test('checks every rule over the whole object offline too', () => {
    expect(KINDS[kind].rootRules.every(({ check }) => check !== undefined)).toBe(true);
  });
});
