/** One column of `kubectl get`; `wide` ones need `-o wide`. */
export interface Column {
  readonly name: string;
  readonly type: 'string' | 'boolean' | 'integer' | 'date';
  readonly jsonPath: string;
  readonly description: string;
  readonly wide?: true;
}

function condition(type: string, field: 'status' | 'reason' | 'message' = 'status'): string {
  return `.status.conditions[?(@.type=="${type}")].${field}`;
}

const READY: Column = {
  name: 'Ready',
  type: 'string',
  jsonPath: condition('Ready'),
  description: 'Whether all is well.',
};
const AGE: Column = {
  name: 'Age',
  type: 'date',
  jsonPath: '.metadata.creationTimestamp',
  description: 'Time since creation.',
};
const REASON: Column = {
  name: 'Reason',
  type: 'string',
  jsonPath: condition('Ready', 'reason'),
  description: 'Why it is ready or not.',
  wide: true,
};
const MESSAGE: Column = {
  name: 'Message',
  type: 'string',
  jsonPath: condition('Ready', 'message'),
  description: 'The same in words.',
  wide: true,
};
const DEPRECATED: Column = {
  name: 'Deprecated',
  type: 'string',
  jsonPath: '.status.summary.deprecated',
  description: 'Whether its end is announced.',
  wide: true,
};
const NEXT: Column = {
  name: 'Next',
  type: 'string',
  jsonPath: '.status.summary.next',
  description: 'The next stage.',
  wide: true,
};
const LEVEL: Column = {
  name: 'Level',
  type: 'string',
  jsonPath: '.status.summary.level',
  description: 'The level in force.',
};

/** What `kubectl get` prints of each kind, within 80 columns: readiness and age last, sentences in `-o wide` only. */
export const COLUMNS = {
  MaturityPolicy: [
    { name: 'Gates', type: 'integer', jsonPath: '.status.gates', description: 'Number of its FeatureGates.' },
    { name: 'Plugins', type: 'integer', jsonPath: '.status.plugins', description: 'Number of its PluginMaturities.' },
    READY,
    REASON,
    MESSAGE,
    AGE,
  ],
  FeatureGate: [
    LEVEL,
    {
      name: 'Enabled',
      type: 'string',
      jsonPath: '.status.summary.enabled',
      description: 'In how many installs it is on.',
    },
    READY,
    { name: 'Default', type: 'string', jsonPath: '.status.summary.default', description: 'Its default.', wide: true },
    {
      name: 'Locked',
      type: 'boolean',
      jsonPath: '.status.summary.locked',
      description: 'Whether it is locked.',
      wide: true,
    },
    DEPRECATED,
    NEXT,
    REASON,
    MESSAGE,
    AGE,
  ],
  PluginMaturity: [
    LEVEL,
    {
      name: 'Admitted',
      type: 'string',
      jsonPath: '.status.summary.admitted',
      description: 'In how many installs that use it.',
    },
    READY,
    DEPRECATED,
    NEXT,
    REASON,
    MESSAGE,
    AGE,
  ],
  FeatureSet: [
    { name: 'Component', type: 'string', jsonPath: '.spec.component', description: 'What is installed.' },
    { name: 'Release', type: 'string', jsonPath: '.status.release', description: 'The release it was evaluated at.' },
    READY,
    {
      name: 'Target',
      type: 'string',
      jsonPath: '.spec.targetRelease',
      description: 'The release to upgrade to.',
      wide: true,
    },
    REASON,
    MESSAGE,
    AGE,
  ],
} as const satisfies Record<string, readonly Column[]>;
