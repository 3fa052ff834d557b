import { z } from 'zod';
import { COLUMNS, type Column } from './columns.ts';
import { featureSetSpec } from './featureset.ts';
import { featureSetStatus } from './featureset-status.ts';
import { gateSpec, gateStatus } from './gate.ts';
import { pluginSpec, pluginStatus } from './plugin.ts';
import { policySpec, policyStatus } from './policy.ts';
import { GROUP, SERVED_VERSIONS, withRules, type Rule } from './schema.ts';
import { namespaceName, objectName } from './vocabulary.ts';

/** The four kinds, in the order in which they are listed everywhere. */
export const KIND_NAMES = ['MaturityPolicy', 'FeatureGate', 'PluginMaturity', 'FeatureSet'] as const;
/** One of the four kinds. */
export type KindName = (typeof KIND_NAMES)[number];

/** All that a CRD says of a kind beside its schema. */
export interface Kind {
  readonly kind: KindName;
  readonly plural: string;
  readonly singular: string;
  readonly shortName: string;
  readonly scope: 'Cluster' | 'Namespaced';
  readonly description: string;
  readonly specDescription: string;
  readonly spec: z.ZodType;
  readonly status: z.ZodType;
  /** Rules over the whole object; only here does CEL see metadata.name. */
  readonly rootRules: readonly Root[];
  readonly columns: readonly Column[];
  readonly selectable: readonly string[];
}

type Root = Rule<{ metadata: { name: string }; spec: unknown }>;

function namedAfter(field: 'gate' | 'type'): Root {
  const nameOf = (spec: unknown) => {
    const parts = spec as Record<'component' | typeof field, string>;
    return `${parts.component}.${parts[field].toLowerCase()}`;
  };
  const rule = `the component, a dot and the ${field} in lower case`;
  return {
    cel: `self.metadata.name == self.spec.component + '.' + self.spec.${field}.lowerAscii()`,
    message: `must be ${rule}`,
    messageExpression: `"must be '" + self.spec.component + '.' + self.spec.${field}.lowerAscii() + "': ${rule}"`,
    fieldPath: '.metadata.name',
    check: ({ metadata: { name }, spec }) => name === nameOf(spec),
    messageFor: ({ spec }) => `must be '${nameOf(spec)}': ${rule}`,
  };
}

const NAMED_AFTER_COMPONENT: Root = {
  cel: "self.metadata.name.size() <= 63 && !self.metadata.name.contains('.')",
  message: 'must be the name of a component: a DNS label of at most 63 characters, without dots',
  fieldPath: '.metadata.name',
  check: ({ metadata: { name } }) => name.length <= 63 && !name.includes('.'),
};

/** The four kinds: the one table from which CRDs, types and the operator's watches come. */
export const KINDS = {
  MaturityPolicy: {
    kind: 'MaturityPolicy',
    plural: 'maturitypolicies',
    singular: 'maturitypolicy',
    shortName: 'mpol',
    scope: 'Cluster',
    description:
      'MaturityPolicy says what each level of stability promises in one component, and lists its releases; its name is the name of the component.',
    specDescription: "spec is what the component's developers promise for each level, and the calendar of releases.",
    spec: policySpec,
    status: policyStatus,
    rootRules: [NAMED_AFTER_COMPONENT],
    columns: COLUMNS.MaturityPolicy,
    selectable: [],
  },
  FeatureGate: {
    kind: 'FeatureGate',
    plural: 'featuregates',
    singular: 'featuregate',
    shortName: 'fgate',
    scope: 'Cluster',
    description:
      'FeatureGate is the life of one feature gate: its stages by release, what it needs, when and how it goes.',
    specDescription: "spec is what the component's developers declare of the gate.",
    spec: gateSpec,
    status: gateStatus,
    rootRules: [namedAfter('gate')],
    columns: COLUMNS.FeatureGate,
    selectable: ['.spec.component', '.spec.gate'],
  },
  PluginMaturity: {
    kind: 'PluginMaturity',
    plural: 'pluginmaturities',
    singular: 'pluginmaturity',
    shortName: 'pmat',
    scope: 'Cluster',
    description:
      'PluginMaturity is the life of one plugin type: its stages by release, its gate, when and how it goes.',
    specDescription: "spec is what the component's developers declare of the plugin.",
    spec: pluginSpec,
    status: pluginStatus,
    rootRules: [namedAfter('type')],
    columns: COLUMNS.PluginMaturity,
    selectable: ['.spec.component', '.spec.type'],
  },
  FeatureSet: {
    kind: 'FeatureSet',
    plural: 'featuresets',
    singular: 'featureset',
    shortName: 'fset',
    scope: 'Namespaced',
    description:
      'FeatureSet is one installation of a component: the release it runs, what is forced there, and what is effective.',
    specDescription: 'spec is what the cluster operator says: the release that runs, and what is forced there.',
    spec: featureSetSpec,
    status: featureSetStatus,
    rootRules: [],
    columns: COLUMNS.FeatureSet,
    selectable: ['.spec.component', '.spec.release'],
  },
} as const satisfies Record<KindName, Kind>;

/** The least of metadata that the operator keeps. */
export const metadata = z.object({
  name: objectName('name is the name of the object.'),
  namespace: namespaceName('namespace is where the object is; absent: it is cluster-wide.').optional(),
  uid: z.string().max(64).default(''),
  generation: z.int().default(0),
  resourceVersion: z.string().max(64).default(''),
  creationTimestamp: z.string().max(64).default(''),
  /** When somebody asked for its deletion; absent: nobody did. */
  deletionTimestamp: z.string().max(64).optional(),
  finalizers: z.array(z.string().max(316)).optional(),
});
/** The least of metadata that the operator keeps. */
export type Metadata = z.output<typeof metadata>;

/** A schema of one kind's whole object, as the offline reader and the store check it. */
export function objectSchema<K extends KindName>(kind: K) {
  const { spec, rootRules } = KINDS[kind];
  const schema = z.object({
    apiVersion: z.enum(SERVED_VERSIONS.map((version) => `${GROUP}/${version}`)),
    kind: z.literal(kind),
    metadata,
    spec: spec as (typeof KINDS)[K]['spec'],
  });
  return withRules(schema, rootRules as readonly Rule<unknown>[]);
}
