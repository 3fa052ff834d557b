import type { Evaluation } from '../../lifecycle/component/evaluation.ts';
import { FAMILIES } from './families.ts';
import type { GateSeries } from './family.ts';

const VERDICTS_AT_ONCE = 128;
const CHARACTERS_AT_ONCE = 16_384;

/**
 * Every family in Prometheus' text format, a blank line before each. A step does little, so that whoever writes them may rest
 * in between; many steps have nothing to write.
 */
export function* exposition(
  evaluations: readonly Evaluation[],
  gateSeries: GateSeries,
): Generator<string, void, undefined> {
  for (const { name, help, lines } of FAMILIES) {
    let text = `\n# HELP ${name} ${help}\n# TYPE ${name} gauge\n`;
    let verdicts = 0;
    for (const evaluation of evaluations) {
      for (const line of lines(evaluation, gateSeries)) {
        text += line;
        verdicts += 1;
        if (verdicts % VERDICTS_AT_ONCE !== 0 && text.length < CHARACTERS_AT_ONCE) continue;
        yield text;
        text = '';
      }
    }
    yield text;
  }
}

/** How many series of gates × FeatureSets there are where all are exported. */
export function gateSeriesOf(evaluations: readonly Evaluation[]): number {
  let count = 0;
  for (const { featureSets } of evaluations) for (const { rows } of featureSets.values()) count += rows.size;
  return count;
}
