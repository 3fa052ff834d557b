import type { State } from '../../api/vocabulary.ts';
import type { ExplainedStep, Explanation } from '../../report/explanation.ts';
import { STATE_WORDS } from '../../report/words/phrases.ts';
import { indented, paragraph, tableOf, wrapped } from './table.ts';

/** How wide the column gets in which a step says what it has to say. */
const SAYING = 66;

/** Why a gate is on or off, FeatureSet by FeatureSet: the answer, the seven steps, then what was found. */
export function explanationTable(explanations: readonly Explanation[]): string {
  return explanations.map((one) => `${section(one).join('\n')}\n`).join('\n');
}

function section(one: Explanation): string[] {
  const findings = one.findings.flatMap(({ severity, reason, message }) => paragraph(`${severity} ${reason}`, message));
  const parts = [one.steps.length > 0 ? stepTable(one) : [], findings].filter((part) => part.length > 0);
  return [...answer(one), ...parts.flatMap((part) => ['', ...part.map(indented)])];
}

/** `team/a: Fast is off in kubernetes 1.36`, then the reason. */
function answer({ featureSet, component, release, gate, effective, decidedBy, because, steps }: Explanation): string[] {
  if (release === null || effective === null)
    return [`${featureSet}: which release of ${component} runs is not known, so nothing is known of ${gate}`];
  const state = STATE_WORDS[effective as State];
  const step = steps.find((one) => one.step === decidedBy);
  const decision = `decided in step ${step?.step}, ${step?.name}: ${because}`;
  return paragraph(`${featureSet}: ${gate} is ${state} in ${component} ${release}`, decision);
}

function stepTable({ steps, decidedBy }: Explanation): string[] {
  const rows = steps.flatMap((step) => {
    const [first = '', ...more] = sayings(step);
    const mark = step.step === decidedBy ? '→' : '';
    return [[mark, `${step.step} ${step.name}`, step.value ?? '-', first], ...more.map((line) => ['', '', '', line])];
  });
  return tableOf(['', 'STEP', 'VALUE', 'WHAT IT SAYS'], rows);
}

function sayings({ says, findings }: ExplainedStep): string[] {
  const lines = says.flatMap((one) => wrapped(one, SAYING));
  const found = findings.map(({ severity, reason }) => `${severity} ${reason}`);
  return [...lines, ...found];
}
