import { KINDS, type Kind, type KindName } from '../../src/api/kinds.ts';
import { celRule, GROUP, SERVED_VERSIONS, STORAGE_VERSION } from '../../src/api/schema.ts';
import { structural, type JsonSchema } from './structural.ts';

const API_VERSION_DESCRIPTION = `apiVersion is the version of this schema, such as ${GROUP}/${STORAGE_VERSION}.`;

function objectSchema(kind: Kind): JsonSchema {
  const status = structural(kind.status);
  // A field that a later release adds to status must not make the objects of an earlier one unwritable.
  delete status['required'];
  return {
    type: 'object',
    description: kind.description,
    required: ['spec'],
    properties: {
      apiVersion: { type: 'string', description: API_VERSION_DESCRIPTION },
      kind: { type: 'string', description: `kind is ${kind.kind}.` },
      // The bound is the server's own; without it the rules that read the name would be taken for expensive.
      metadata: { type: 'object', properties: { name: { type: 'string', maxLength: 253 } } },
      spec: { ...structural(kind.spec), description: kind.specDescription },
      status: { ...status, description: 'status is what the operator found; nobody else writes it.' },
    },
    ...(kind.rootRules.length > 0 && { 'x-kubernetes-validations': kind.rootRules.map(celRule) }),
  };
}

function version(kind: Kind, name: string): JsonSchema {
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
    schema: { openAPIV3Schema: objectSchema(kind) },
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
