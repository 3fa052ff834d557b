import { KIND_NAMES, KINDS, type Kind } from '../../src/api/kinds.ts';
import { API_VERSION, GROUP, SERVED_VERSIONS } from '../../src/api/schema.ts';
import { banner, code, table } from './markdown.ts';
import { structural, type JsonSchema } from './structural.ts';

/** Lists that are the same in every status, described once. */
const SHARED = ['conditions', 'notices'];

interface Field {
  readonly path: string;
  readonly schema: JsonSchema;
  readonly required: boolean;
}

interface List {
  readonly path: string;
  readonly item: JsonSchema;
}

const propertiesOf = (schema: JsonSchema) => (schema['properties'] ?? {}) as Record<string, JsonSchema>;

/** The fields of an object, those of objects in it included as `outer.inner`; lists of objects get a table of their own. */
function fieldsOf(schema: JsonSchema, prefix = ''): Field[] {
  const required = new Set((schema['required'] ?? []) as string[]);
  return Object.entries(propertiesOf(schema)).flatMap(([name, field]) => {
    const path = prefix + name;
    const inner = field['properties'] ? fieldsOf(field, `${path}.`) : [];
    return [{ path, schema: field, required: required.has(name) }, ...inner];
  });
}

function itemsOf({ schema }: Field): JsonSchema | undefined {
  const items = schema['items'] as JsonSchema | undefined;
  return items?.['properties'] ? items : undefined;
}

function typeOf({ schema }: Field): string {
  const items = schema['items'] as JsonSchema | undefined;
  if (items) {
    const keys = schema['x-kubernetes-list-map-keys'] as string[] | undefined;
    const maximum = schema['maxItems'] as number | undefined;
    const most = maximum === undefined ? '' : `, at most ${maximum}`;
    return `list of ${items['properties'] ? 'objects' : simpleType(items)}${keys ? ` by ${keys.join(', ')}` : ''}${most}`;
  }
  return schema['properties'] ? 'object' : simpleType(schema);
}

function simpleType(schema: JsonSchema): string {
  const format = schema['format'];
  return format === 'date' || format === 'date-time' ? format : String(schema['type']);
}

function sections(schema: JsonSchema, path: string, level: string): string {
  const fields = fieldsOf(schema);
  const rows = fields.map((field) => [
    code(field.path),
    typeOf(field) + (field.required ? ', required' : ''),
    (field.schema['description'] ?? '') as string,
  ]);
  const lists: List[] = fields.flatMap((field) => {
    const item = itemsOf(field);
    return item && !(path.endsWith('.status') && SHARED.includes(field.path))
      ? [{ path: `${path}.${field.path}[]`, item }]
      : [];
  });
  return [
    `${level} ${path}\n\n${table(['field', 'type', 'what it is'], rows)}`,
    ...lists.map((list) => sections(list.item, list.path, '####')),
  ].join('\n');
}

/** What the API server checks beyond types and bounds, as its refusals word it. */
function rulesOf(schema: JsonSchema, path: string): string[] {
  const rules = (schema['x-kubernetes-validations'] ?? []) as { message: string; fieldPath?: string }[];
  const own = rules.map(({ message, fieldPath = '' }) => `- ${code(path + fieldPath)} ${message}`);
  const inner = Object.entries(propertiesOf(schema)).flatMap(([name, field]) => rulesOf(field, `${path}.${name}`));
  const items = schema['items'] as JsonSchema | undefined;
  return [...own, ...inner, ...(items ? rulesOf(items, `${path}[]`) : [])];
}

function kindSection(kind: Kind): string {
  const spec = structural(kind.spec);
  const rootRules = kind.rootRules.map(({ message, fieldPath = '' }) => `- ${code(fieldPath.slice(1))} ${message}`);
  const columns = kind.columns.map(({ name, wide }) => (wide ? `${name} (wide)` : name));
  return `## ${kind.kind}

${kind.description} ${kind.scope === 'Cluster' ? 'Cluster-wide' : 'Namespaced'}; \`kubectl get ${kind.shortName}\` prints ${columns.join(', ')}.

${sections(spec, `${kind.kind}.spec`, '###')}
### Rules

The API server refuses what breaks one of these:

${[...rootRules, ...rulesOf(spec, 'spec')].join('\n')}

${sections(structural(kind.status), `${kind.kind}.status`, '###')}`;
}

/** The lists that every status has, from the kind that has them both. */
function sharedSection(): string {
  const status = propertiesOf(structural(KINDS.FeatureSet.status));
  return SHARED.map((name) => sections((status[name]?.['items'] ?? {}) as JsonSchema, `status.${name}[]`, '###')).join(
    '\n',
  );
}

/** docs/api.md. */
export function apiPage(): string {
  const overview = KIND_NAMES.map((name): string[] => {
    const { kind, shortName, scope, description }: Kind = KINDS[name];
    return [`[${kind}](#${kind.toLowerCase()})`, code(shortName), scope, description];
  });
  return `${banner('src/api')}
# The API

Group \`${GROUP}\`, version \`${API_VERSION.split('/')[1]}\`. ${SERVED_VERSIONS.map(code).join(' and ')} are served with one schema; the older one answers with a
warning. The version of the API never changes what is enabled. \`kubectl explain\` says the same as this page.

${table(['kind', 'short name', 'scope', 'what it is'], overview)}
In examples the short names are used, or the full ones (\`featuregates.${GROUP}\`): \`featuregates\` alone may mean those of another API group, such as OpenShift's.

${KIND_NAMES.map((name) => kindSection(KINDS[name])).join('\n')}
## In every status

${sharedSection()}`;
}
