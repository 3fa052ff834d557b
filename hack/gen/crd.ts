import { z } from 'zod';
import { KINDS, type Kind, type KindName } from '../../src/api/kinds.ts';
import { GROUP, SERVED_VERSIONS, STORAGE_VERSION } from '../../src/api/schema.ts';

type JsonSchema = Record<string, unknown>;

/** The structural schema Kubernetes accepts, from a zod schema. */
export function structural(schema: z.ZodType): JsonSchema {
  const json = z.toJSONSchema(schema, {
    target: 'openapi-3.0',
    io: 'input',
    reused: 'inline',
    override: ({ jsonSchema }) => {
      const node = jsonSchema as JsonSchema;
      delete node['propertyNames'];
      if (node['format'] === 'date-time') delete node['pattern'];
      if (node['type'] === 'integer') node['format'] = 'int64';
    },
  }) as JsonSchema;
  delete json['$schema'];
  return json;
}

function version(kind: Kind, name: string): JsonSchema {
  const spec = structural(kind.spec);
  return {
    name,
    served: true,
    storage: name === STORAGE_VERSION,
    ...(name !== STORAGE_VERSION && {
      deprecated: true,
      deprecationWarning: `${GROUP}/${name} ${kind.kind} is deprecated; use ${GROUP}/${STORAGE_VERSION}: the schema is the same`,
    }),
    subresources: { status: {} },
    additionalPrinterColumns: kind.columns.map(({ wide, ...column }) => ({ ...column, ...(wide && { priority: 1 }) })),
    ...(kind.selectable.length > 0 && { selectableFields: kind.selectable.map((jsonPath) => ({ jsonPath })) }),
    schema: {
      openAPIV3Schema: {
        type: 'object',
        description: kind.description,
        required: ['spec'],
        properties: {
          apiVersion: { type: 'string', description: 'apiVersion is the version of this schema, such as stagegate.dev/v1beta1.' },
          kind: { type: 'string', description: `kind is ${kind.kind}.` },
          metadata: { type: 'object' },
          spec: { ...spec, description: `spec is what is declared.` },
          status: { ...structural(kind.status), description: 'status is what the operator found; nobody else writes it.' },
        },
        ...(kind.rootRules.length > 0 && {
          'x-kubernetes-validations': kind.rootRules.map(({ cel, message, messageExpression }) => ({
            rule: cel,
            message,
            ...(messageExpression && { messageExpression }),
          })),
        }),
      },
    },
  };
}

/** The CustomResourceDefinition of one kind; both versions carry one schema. */
export function customResourceDefinition(name: KindName): JsonSchema {
  const kind: Kind = KINDS[name];
  return {
    apiVersion: 'apiextensions.k8s.io/v1',
    kind: 'CustomResourceDefinition',
    metadata: {
      name: `${kind.plural}.${GROUP}`,
      labels: { 'app.kubernetes.io/name': 'stagegate', 'app.kubernetes.io/part-of': 'stagegate' },
    },
    spec: {
      group: GROUP,
      names: {
        kind: kind.kind,
        listKind: `${kind.kind}List`,
        plural: kind.plural,
        singular: kind.singular,
        shortNames: [kind.shortName],
        categories: ['stagegate'],
      },
      scope: kind.scope,
      conversion: { strategy: 'None' },
      versions: SERVED_VERSIONS.map((served) => version(kind, served)),
    },
  };
}
