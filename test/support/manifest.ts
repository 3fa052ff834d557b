import { API_VERSION } from '../../src/api/schema.ts';
import type { KindName } from '../../src/api/kinds.ts';

type Fields = Readonly<Record<string, unknown>>;

/** An object as it is written down, to be applied, read or parsed. */
export interface Manifest {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: { readonly name: string; readonly namespace?: string };
  readonly [field: string]: unknown;
}

/** An object of a kind. */
export function manifest(kind: KindName, metadata: Manifest['metadata'], spec: object): Manifest {
  return { apiVersion: API_VERSION, kind, metadata, spec };
}

const STATES = { on: 'Enabled', off: 'Disabled', discovery: 'Discovery' } as const;

/**
 * A stage as `1.31 Beta on locked`, or with minCompatibility: `1.31 Beta on >=1.30`; `noop`: the flag does nothing any more.
 * Without on, off or discovery it says neither default nor lock, and the policy does.
 */
function stage(text: string): Fields {
  const [release, level, ...words] = text.trim().split(/ +/);
  const unknown = words.filter((word) => !/^(on|off|discovery|locked|noop|>=.+)$/.test(word));
  if (unknown.length > 0) throw new Error(`the stage '${text}' has unknown words: ${unknown.join(', ')}`);
  const value = (['on', 'off', 'discovery'] as const).find((word) => words.includes(word));
  const minCompatibility = words.find((word) => word.startsWith('>='))?.slice(2);
  return {
    release,
    level,
    ...(value && { default: STATES[value], locked: words.includes('locked') }),
    ...(minCompatibility !== undefined && { minCompatibility }),
    ...(words.includes('noop') && { effect: 'NoOp' }),
  };
}

function life(component: string, stages: readonly string[], spec: object): object {
  const deprecated = stages.some((text) => text.includes('Deprecated'));
  return {
    component,
    owners: ['someone'],
    stages: stages.map(stage),
    ...(deprecated && { deprecation: { message: 'use something else' } }),
    ...spec,
  };
}

/** A FeatureGate with stages such as `1.31 Beta on locked`; one that says Deprecated gets a message. */
export function gate(component: string, name: string, stages: readonly string[], spec: object = {}): Manifest {
  const metadata = { name: `${component}.${name.toLowerCase()}` };
  return manifest('FeatureGate', metadata, { gate: name, ...life(component, stages, spec) });
}

/** A PluginMaturity with stages such as `1.31 Beta`; one that says Deprecated gets a message. */
export function plugin(component: string, type: string, stages: readonly string[], spec: object = {}): Manifest {
  const metadata = { name: `${component}.${type.toLowerCase()}` };
  return manifest('PluginMaturity', metadata, { type, ...life(component, stages, spec) });
}

/** A MaturityPolicy, which promises nothing unless `spec` says so. */
export function policy(component: string, spec: object = {}): Manifest {
  return manifest('MaturityPolicy', { name: component }, spec);
}

/** A FeatureSet. */
export function featureSet(metadata: Manifest['metadata'], spec: object): Manifest {
  return manifest('FeatureSet', metadata, spec);
}

/** `spec.overrides` that set gates to one state. */
export function overridesTo(state: string, ...gates: readonly string[]): object[] {
  return gates.map((name) => ({ gate: name, state }));
}
