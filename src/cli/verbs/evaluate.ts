import { configMapsOf } from '../input/config-maps.ts';
import { declaredObject } from '../input/declared-object.ts';
import { evaluationTable, isNotReady } from '../output/evaluation-table.ts';
import { evaluateOffline, type OfflineEvaluation } from '../evaluation/offline-evaluation.ts';
import { readDocuments } from '../input/input.ts';
import { manifestsOf } from '../input/manifest.ts';
import { momentOf } from '../input/moment.ts';
import { outputNamed, type Outputs } from '../output/output.ts';
import { Unusable } from '../terminal/unusable.ts';
import type { Verb } from '../terminal/verb.ts';
import { suppose, WHAT_IF_OPTIONS, WHAT_IF_USAGE } from '../evaluation/what-if.ts';
import { yamlOf } from '../output/yaml-text.ts';

const OUTPUTS: Outputs<OfflineEvaluation> = {
  json: ({ items, report }) => `${JSON.stringify({ items, report }, undefined, 2)}\n`,
  table: evaluationTable,
  yaml: ({ items, report }) => yamlOf({ items, report }),
};

/** `stagegate evaluate`: the operator's evaluation with no cluster. */
export const evaluate: Verb = {
  name: 'evaluate',
  summary: 'evaluate policies, gates and FeatureSets from files, with no cluster',
  usage: `Usage: stagegate evaluate -f FILE|DIR|- … [--now RFC3339] [-o json|yaml|table] [--set GATE=VALUE] [--release RELEASE]

Evaluates MaturityPolicies, FeatureGates, PluginMaturities and FeatureSets as the operator would in a cluster. YAML and
JSON are read as kubectl reads them; Lists may be among them, and the ConfigMaps that FeatureSets name as sources.

  -f, --filename FILE|DIR|-      a file, a folder (every *.yaml, *.yml, *.json under it) or stdin; may be repeated
      --now RFC3339              the moment to evaluate at, such as 2026-05-15T00:00:00Z; default: now
  -o, --output json|yaml|table   default: table
  -h, --help                     print this
${WHAT_IF_USAGE}
A component without a FeatureSet in the input whose gates are set is evaluated as what-if/COMPONENT.

Exit code 0: no Error finding and every object ready; 1: some; 2: input that cannot be used.
`,
  options: {
    filename: { type: 'string', short: 'f', multiple: true, default: [] },
    now: { type: 'string' },
    output: { type: 'string', short: 'o', default: 'table' },
    ...WHAT_IF_OPTIONS,
  },
  run({ values, positionals }, { write, note, now }) {
    const { filename, output, release, set } = values as Record<'filename' | 'release' | 'set', string[]> & {
      output: string;
    };
    const paths = [...filename, ...positionals];
    if (paths.length === 0) throw new Unusable('evaluate needs input: name files, folders or - (stdin) with -f');
    const print = outputNamed(OUTPUTS, output);
    const moment = momentOf(values['now'], now);
    const documents = readDocuments(paths, note);
    const manifests = manifestsOf(documents, note);
    const { objects, reported } = suppose(manifests.map(declaredObject), { set, release });
    const evaluation = evaluateOffline(objects, { reported, now: moment, configMaps: configMapsOf(documents) });
    write(print(evaluation));
    const { items, report } = evaluation;
    const errors = report.some(({ findings }) => findings.some(({ severity }) => severity === 'Error'));
    return errors || items.some(isNotReady) ? 1 : 0;
  },
};
