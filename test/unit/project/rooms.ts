interface RoomRule {
  /** The rooms it may import beside itself. */
  imports: readonly string[];
  /** Its folders in the order of import, each importing only those before it; '.' are the files beside them. */
  folders: readonly string[];
}

/** The rooms of src in the order of import. */
export const ROOMS = {
  api: { imports: [], folders: ['.'] },
  lifecycle: {
    imports: ['api'],
    folders: [
      'names',
      'tables',
      'releases',
      'life',
      'findings',
      'rules',
      'config',
      'install',
      'steps',
      'declared',
      'outcomes',
      'verdicts',
      'component',
      'trace',
    ],
  },
  formats: { imports: ['api', 'lifecycle'], folders: ['.'] },
  report: { imports: ['api', 'lifecycle', 'formats'], folders: ['words', 'conditions', 'status', 'metrics', '.'] },
  // the shell knows no gate
  kube: { imports: [], folders: ['.', 'transport', 'watch', 'queue', 'requests', 'events', 'base-class'] },
  controller: {
    imports: ['api', 'lifecycle', 'formats', 'report', 'kube'],
    folders: [
      'declarations',
      'config-maps',
      'api-server',
      'sources',
      'published',
      'evaluation',
      'publishing',
      'status',
      'metrics',
      '.',
    ],
  },
  cli: {
    imports: ['api', 'lifecycle', 'formats', 'report'],
    folders: ['terminal', 'input', 'evaluation', 'catalogs', 'output', 'verbs', '.'],
  },
  'main.ts': { imports: ['api', 'lifecycle', 'formats', 'report', 'kube', 'controller'], folders: ['.'] },
} as const satisfies Record<string, RoomRule>;

export type Room = keyof typeof ROOMS;

/** Folders that hold more than 15 files, and why. */
export const LARGE_FOLDERS: readonly string[] = [
  'src/api', // one file for each noun of the API, on one floor
];

/** What these rooms answer depends on their arguments alone: no Node.js, clock, environment, chance or language of the machine. */
export const PURE_ROOMS: readonly Room[] = ['api', 'lifecycle', 'report', 'formats'];

interface Ownership {
  /** The files, or the room (with a slash at its end), that may use the package at run time. */
  owners: readonly string[];
  /** The rooms that may name its types. */
  typesIn: readonly Room[];
}

/** Each npm package that src uses has an owner, so that replacing it means rewriting one file. */
export const PACKAGES: Record<string, Ownership> = {
  '@dot-i/k8s-operator': { owners: ['src/kube/base-class/operator.ts'], typesIn: [] },
  '@kubernetes/client-node': { owners: ['src/kube/transport/kube-config.ts'], typesIn: ['kube', 'controller'] },
  leven: { owners: ['src/lifecycle/names/nearest.ts'], typesIn: [] },
  pino: { owners: ['src/main.ts'], typesIn: ['kube', 'controller'] },
  'prom-client': { owners: ['src/controller/', 'src/main.ts'], typesIn: [] },
  undici: { owners: ['src/kube/transport/connections.ts'], typesIn: ['kube'] },
  yaml: { owners: ['src/formats/', 'src/cli/output/yaml-text.ts'], typesIn: [] },
  zod: { owners: ['src/api/', 'src/controller/operator-settings.ts'], typesIn: ['api', 'controller'] },
};
