import { z } from 'zod';
import { keyText, oneOf, text } from './schema.ts';

/** Levels of stability, least stable first. */
export const LEVELS = ['Dev', 'Alpha', 'Beta', 'Stable'] as const;
/** One level of stability. */
export type Level = (typeof LEVELS)[number];
const [, ...REACHED] = LEVELS;
/** The levels that another one leads to. */
export const NEXT_LEVELS = REACHED;
/** A level that another one leads to. */
export type NextLevel = (typeof NEXT_LEVELS)[number];
/** The levels in a sentence. */
export const LEVEL_LIST = `${LEVELS.slice(0, -1).join(', ')} or ${LEVELS.at(-1)}`;

/** What a gate is set to; Discovery runs the code without letting it act (R7). */
export const STATES = ['Enabled', 'Disabled', 'Discovery'] as const;
/** What a gate is set to. */
export type State = (typeof STATES)[number];

/** How a gate is reached: by a flag of its own, or by the component's group switch only (R111). */
export const REGIMES = ['PerFeature', 'Grouped'] as const;

// Nine digits a part: such numbers compare exactly.
const RELEASE = /^v?[0-9]{1,9}(\.[0-9]{1,9}){0,3}(-[0-9A-Za-z.-]+)?(\+[0-9A-Za-z.-]+)?$/;
const RELEASE_HINT = 'must be a release such as 1.36, v0.10.0 or v0.11.0-dev';
const DNS_LABEL = /^[a-z0-9]([-a-z0-9]*[a-z0-9])?$/;
const DNS_LABEL_HINT =
  'must be a DNS label: lower-case letters, digits and hyphens, with a letter or digit at both ends';
const DNS_SUBDOMAIN = /^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$/;
const DECLARED = /^[A-Za-z0-9]([-.A-Za-z0-9]*[A-Za-z0-9])?$/;
const DECLARED_HINT = 'must be letters, digits, hyphens and dots, with a letter or digit at both ends';

/** A release name such as `v0.10.0`, `1.36` or `v0.11.0-dev`. */
export function releaseName(description: string) {
  return text(description, 63, { pattern: RELEASE, hint: RELEASE_HINT });
}

/** A release name that is the key of a map list: "" stands for none. */
export function releaseKey(description: string) {
  return keyText(description, 63, { pattern: RELEASE, hint: RELEASE_HINT });
}

/** The name of a component: a DNS label. */
export function componentName(description: string) {
  return text(description, 63, { pattern: DNS_LABEL, hint: DNS_LABEL_HINT });
}

/** The name of a component that is the key of a map list: "" stands for the own one. */
export function componentKey(description: string) {
  return keyText(description, 63, { pattern: DNS_LABEL, hint: DNS_LABEL_HINT });
}

/** The name of a gate or a plugin type as its component spells it; in lower case it is part of an object's name. */
export function declaredName(description: string) {
  return text(description, 128, { pattern: DECLARED, hint: DECLARED_HINT });
}

/** The name of a gate that is the key of a map list: "" stands for none. */
export function declaredKey(description: string) {
  return keyText(description, 128, { pattern: DECLARED, hint: DECLARED_HINT });
}

/** The name of a gate, plugin type, group or setting as an installer wrote it: a misspelled one is a finding, no refusal. */
export function writtenName(description: string) {
  return text(description, 128);
}

/** The name of a Kubernetes object. */
export function objectName(description: string) {
  return text(description, 253, {
    pattern: DNS_SUBDOMAIN,
    hint: 'must be a DNS subdomain: lower-case letters, digits, hyphens and dots, with a letter or digit at both ends',
  });
}

/** The name of a namespace. */
export function namespaceName(description: string) {
  return text(description, 63, { pattern: DNS_LABEL, hint: DNS_LABEL_HINT });
}

/** An UpperCamelCase word that a policy is free to choose. */
export function camelWord(description: string) {
  return text(description, 63, {
    pattern: /^[A-Z][A-Za-z0-9]*$/,
    hint: 'must be an UpperCamelCase word such as ControlLoop',
  });
}

/** A day such as `2026-05-15`; it begins at 00:00:00Z. */
export function day(description: string) {
  return z.iso.date({ error: 'must be a date such as 2026-05-15' }).max(10).meta({ description });
}

/** A level of stability. */
export function level(description: string) {
  return oneOf(description, LEVELS);
}

/** A state of a gate. */
export function state(description: string) {
  return oneOf(description, STATES);
}
