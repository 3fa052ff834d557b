/** The rooms of src in the order of import, and which of them each may import beside itself. */
export const ROOMS = {
  api: [],
  lifecycle: ['api'],
  formats: ['api', 'lifecycle'],
  report: ['api', 'lifecycle', 'formats'],
  kube: [], // the shell knows no gate
  controller: ['api', 'lifecycle', 'formats', 'report', 'kube'],
  cli: ['api', 'lifecycle', 'formats', 'report', 'kube', 'controller'],
  'main.ts': ['api', 'lifecycle', 'formats', 'report', 'kube', 'controller', 'cli'],
} as const satisfies Record<string, readonly string[]>;

export type Room = keyof typeof ROOMS;

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
