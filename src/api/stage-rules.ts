import type { Rule } from './schema.ts';

/** What CEL checks of a list of stages; the rest of the order of life are findings. */
export const stageRules: readonly Rule<
  readonly { release: string; level: string; minCompatibility?: string | undefined }[]
>[] = [
  {
    cel: "self.all(a, self.exists_one(b, a.release == b.release && (has(a.minCompatibility) ? a.minCompatibility : '') == (has(b.minCompatibility) ? b.minCompatibility : '')))",
    message: 'must not have two stages with the same release and minCompatibility',
    check: (stages) =>
      new Set(stages.map((one) => `${one.release} ${one.minCompatibility ?? ''}`)).size === stages.length,
  },
  {
    cel: "!self.exists(s, s.level == 'Removed') || (self.exists_one(s, s.level == 'Removed') && self[self.size() - 1].level == 'Removed')",
    message: 'must have Removed as the last stage and only once: a tombstone is permanent',
    check: (stages) => stages.slice(0, -1).every((one) => one.level !== 'Removed'),
  },
];

/** Rules between stages and deprecation (R43). */
export const deprecationRules: readonly Rule<{
  stages: readonly { level: string }[];
  deprecation?: { since?: string | undefined } | undefined;
}>[] = [
  {
    cel: "has(self.deprecation) || !self.stages.exists(s, s.level == 'Deprecated')",
    message: 'must be set, with a message, where a stage says Deprecated',
    fieldPath: '.deprecation',
    check: (spec) => spec.deprecation !== undefined || !saysDeprecated(spec),
  },
  {
    cel: "!has(self.deprecation) || !has(self.deprecation.since) || !self.stages.exists(s, s.level == 'Deprecated')",
    message: 'must not be set where a stage says Deprecated: the stage says since when',
    fieldPath: '.deprecation.since',
    check: (spec) => spec.deprecation?.since === undefined || !saysDeprecated(spec),
  },
];

function saysDeprecated(spec: { stages: readonly { level: string }[] }): boolean {
  return spec.stages.some((one) => one.level === 'Deprecated');
}
