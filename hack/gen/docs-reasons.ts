import { UPGRADE_CHANGES } from '../../src/api/featureset-status.ts';
import { KIND_NAMES } from '../../src/api/kinds.ts';
import { FACT_WORDS } from '../../src/report/words/fact-words.ts';
import { CONDITION_TYPES } from '../../src/api/condition.ts';
import { CONDITION_REASONS, EVENT_REASONS } from '../../src/report/words/reasons.ts';
import { CHANGE_WORDS } from '../../src/report/status/upgrade-status.ts';
import { banner, code, table } from './markdown.ts';

/** docs/reasons.md. */
export function reasonsPage(): string {
  const facts = Object.entries(FACT_WORDS).toSorted(([a], [b]) => (a < b ? -1 : 1));
  return `${banner('src/report/words/fact-words.ts and src/report/words/reasons.ts')}
# Reasons

Every word that stands as \`reason\` in a status or an event, from closed lists. Messages may change; these words may not.

## Findings

A finding is one violated or noteworthy rule: in \`status.findings\` of a FeatureSet and in the report of
\`npm run -s stagegate -- evaluate\`. It is an Error, a Warning or Info; while an Error stands, \`Ready\` is False with the reason of
the first one. The rules of a gate's own life are findings on the FeatureGate: its \`Ready\` condition gives the first as reason.

${table(
  ['reason', 'what it means'],
  facts.map(([reason, { means }]) => [code(reason), means]),
)}
## Conditions

All conditions of a kind are present from the first look on, each with \`observedGeneration\`; \`lastTransitionTime\` moves only with \`status\`.

${table(
  ['kind', 'conditions'],
  KIND_NAMES.map((kind) => [kind, CONDITION_TYPES[kind].map(code).join(', ')]),
)}
Their reasons are those of findings, and:

${table(
  ['reason', 'what it means'],
  Object.entries(CONDITION_REASONS).map(([reason, { means }]) => [code(reason), means]),
)}
## Changes

What moving a FeatureSet to \`spec.targetRelease\` changes of a gate, or of a plugin in use: \`change\` in \`status.upgrade.changes\` and in
\`npm run -s stagegate -- diff\`, and, the first that applies, in \`status.releases\` of FeatureGates and PluginMaturities.

${table(
  ['change', 'what it means'],
  UPGRADE_CHANGES.map((change) => [code(change), CHANGE_WORDS[change].means]),
)}
## Events

Events (\`events.k8s.io/v1\`) come from the step from one status to the next, never from watch traffic: a restart repeats none. What was
announced stands in \`status.notices\` too, which outlives the event. Events about FeatureGates, which are cluster-wide, are in namespace
\`default\`.

${table(
  ['reason', 'type', 'action', 'what it means'],
  Object.entries(EVENT_REASONS).map(([reason, { type, action, means }]) => [code(reason), type, code(action), means]),
)}`;
}
