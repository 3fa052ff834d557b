import { keyText, oneOf, text } from './schema.ts';

/** Levels of stability, least stable first. */
export const LEVELS = ['Dev', 'Alpha', 'Beta', 'Stable'] as const;
/** One level of stability. */
export type Level = (typeof LEVELS)[number];

/** What a gate is set to; Discovery runs the code without letting it act (R7). */
export const STATES = ['Enabled', 'Disabled', 'Discovery'] as const;
/** What a gate is set to. */
export type State = (typeof STATES)[number];

/** How a gate is reached: by a flag of its own, or by the component's group switch only (R111). */
export const REGIMES = ['PerFeature', 'Grouped'] as const;
/** How a gate is reached. */
export type Regime = (typeof REGIMES)[number];

const RELEASE_PATTERN = /^v?[0-9]+(\.[0-9]+){0,3}(-[0-9A-Za-z.-]+)?(\+[0-9A-Za-z.-]+)?$/;
const DNS_LABEL = /^[a-z0-9]([-a-z0-9]*[a-z0-9])?$/;
const DNS_SUBDOMAIN = /^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$/;
const GATE_PATTERN = /^[A-Za-z0-9]([-.A-Za-z0-9]*[A-Za-z0-9])?$/;
const DATE_PATTERN = /^[0-9]{4}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])$/;

/** A release name such as `v0.10.0`, `1.36` or `v0.11.0-dev`. */
export function releaseName(description: string) {
  return text(description, 63, RELEASE_PATTERN, 'must be a release such as 1.36, v0.10.0 or v0.11.0-dev');
}

/** A release name that is the key of a map list: "" stands for none. */
export function releaseKey(description: string) {
  return keyText(description, 63);
}

/** The name of a component: a DNS label. */
export function componentName(description: string) {
  return text(description, 63, DNS_LABEL, 'must be a DNS label: lower-case letters, digits and hyphens');
}

/** The name of a gate or a plugin type as its component spells it. */
export function declaredName(description: string) {
  return text(
    description,
    128,
    GATE_PATTERN,
    'must be letters, digits, hyphens and dots, and begin and end with a letter or digit',
  );
}

/** The name of a Kubernetes object. */
export function objectName(description: string) {
  return text(description, 253, DNS_SUBDOMAIN, 'must be a DNS subdomain: lower-case letters, digits, hyphens and dots');
}

/** The name of a namespace. */
export function namespaceName(description: string) {
  return text(description, 63, DNS_LABEL, 'must be a DNS label: lower-case letters, digits and hyphens');
}

/** A day such as `2026-05-15`; it begins at 00:00:00Z. */
export function day(description: string) {
  return text(description, 10, DATE_PATTERN, 'must be a date such as 2026-05-15').meta({ description, format: 'date' });
}

/** A level of stability. */
export function level(description: string) {
  return oneOf(description, LEVELS);
}

/** A state of a gate. */
export function state(description: string) {
  return oneOf(description, STATES);
}
