import type { z } from 'zod';
import { policySpec, type PolicySpec } from './policy.ts';

/** The one component whose releases are emulation versions (major.minor) and whose policy is built in. */
export const KUBERNETES = 'kubernetes';

/** The oldest release a binary with emulation versions can emulate or stay compatible with (semantics.md rule 11). */
export const EMULATION_FLOOR = '1.31';

/** Whether the releases of a component are emulation versions: major.minor, patch and suffix dropped (semantics.md rules 7b, 8). */
export function hasEmulationVersions(component: string): boolean {
  return component === KUBERNETES;
}

const NEWEST_MINOR = 36;

/**
 * The policy of component `kubernetes`, the same object as config/catalogs/kubernetes/policy.yaml.
 * Levels and windows are those of the Kubernetes deprecation policy (rules 9 and 10) and its feature gate guide.
 */
export const KUBERNETES_PROMISES: z.input<typeof policySpec> = {
  levels: [
    { name: 'Alpha', default: 'Disabled', locked: false, removal: { afterReleases: 0, afterMonths: 0 } },
    { name: 'Beta', default: 'Enabled', locked: false, removal: { afterReleases: 1, afterMonths: 3 } },
    { name: 'Stable', default: 'Enabled', locked: true, removal: { afterReleases: 2, afterMonths: 6 } },
  ],
  skipLevels: 'Allow',
  lessStableDependency: 'Reject',
  lockedGateRemoval: { afterReleases: 3 },
  groups: [
    { name: 'AllAlpha', levels: ['Alpha'] },
    { name: 'AllBeta', levels: ['Beta'] },
  ],
  flagPrefix: 'kube',
  releases: Array.from({ length: NEWEST_MINOR + 1 }, (_, minor) => ({ name: `1.${minor}` })),
};

/** The same with every default filled in. */
export const KUBERNETES_POLICY: PolicySpec = policySpec.parse(KUBERNETES_PROMISES);

/** The policy of a component that ships with the operator, if there is one. */
export function builtInPolicy(component: string): PolicySpec | undefined {
  return component === KUBERNETES ? KUBERNETES_POLICY : undefined;
}

/** The rules, without the calendar, by which a component without any policy is judged. */
export const FALLBACK_POLICY: PolicySpec = { ...KUBERNETES_POLICY, releases: [] };
