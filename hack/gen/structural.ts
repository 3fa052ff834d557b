import { z } from 'zod';

/** A JSON Schema, or a part of one. */
export type JsonSchema = Record<string, unknown>;

/** The structural schema Kubernetes accepts, from a zod schema. */
export function structural(schema: z.ZodType): JsonSchema {
  const json = z.toJSONSchema(schema, {
    target: 'openapi-3.0',
    io: 'input',
    reused: 'inline',
    override: ({ jsonSchema }) => adapt(jsonSchema as JsonSchema),
  }) as JsonSchema;
  delete json['$schema'];
  return json;
}

function adapt(node: JsonSchema): void {
  delete node['propertyNames'];
  // The server knows both formats; their patterns would only make its refusals unreadable.
  if (node['format'] === 'date-time' || node['format'] === 'date') delete node['pattern'];
  if (node['type'] === 'integer') node['format'] = 'int64';
  if (node['minItems'] === 0) delete node['minItems'];
  adaptDefault(node);
}

/**
 * Says every default in its description. An empty list goes without saying: in the schema it would only fill `-o yaml`;
 * so does what is marked `implied`.
 */
function adaptDefault(node: JsonSchema): void {
  if (!('default' in node)) return;
  const value = withoutEmptyLists(node['default']);
  const shown = typeof value === 'string' && value !== '' ? value : (JSON.stringify(value) ?? 'none');
  node['description'] = `${String(node['description'])} Default: ${shown}.`;
  if (value === undefined || node['implied'] === true) delete node['default'];
  else node['default'] = value;
  delete node['implied'];
}

function withoutEmptyLists(value: unknown): unknown {
  if (Array.isArray(value)) return value.length === 0 ? undefined : value;
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).filter(([, item]) => withoutEmptyLists(item) !== undefined));
}
