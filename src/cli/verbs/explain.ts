import { nearestNames } from '../../lifecycle/names/nearest.ts';
import { traceGate } from '../../lifecycle/trace/gate-trace.ts';
import { explanationOf, type Explanation } from '../../report/explanation.ts';
import { didYouMean } from '../../report/words/phrases.ts';
import { configMapsOf } from '../input/config-maps.ts';
import { declaredObject, type DeclaredObject } from '../input/declared-object.ts';
import { explanationTable } from '../output/explanation-table.ts';
import { readDocuments } from '../input/input.ts';
import { manifestsOf } from '../input/manifest.ts';
import {
  checkKnown,
  componentsDeclaring,
  gatesOf,
  soleComponent,
  switchesOf,
  unclear,
} from '../evaluation/meant-component.ts';
import { momentOf } from '../input/moment.ts';
import { outputNamed, type Outputs } from '../output/output.ts';
import { Unusable } from '../terminal/unusable.ts';
import type { Verb } from '../terminal/verb.ts';
import { suppose, WHAT_IF_OPTIONS, WHAT_IF_USAGE } from '../evaluation/what-if.ts';
import { worldsOf } from '../evaluation/worlds.ts';
import { yamlOf } from '../output/yaml-text.ts';
import { compareWords } from '../../lifecycle/names/compare-words.ts';

const OUTPUTS: Outputs<readonly Explanation[]> = {
  json: (explanations) => `${JSON.stringify({ explanations }, undefined, 2)}\n`,
  table: explanationTable,
  yaml: (explanations) => yamlOf({ explanations }),
};

/** `stagegate explain`: why one gate is on or off, step by step. */
export const explain: Verb = {
  name: 'explain',
  summary: 'say step by step why a gate is on or off',
  usage: `Usage: stagegate explain [COMPONENT:]GATE -f FILE|DIR|- … [--featureset NAMESPACE/NAME] [-o json|yaml|table]
                         [--set GATE=VALUE] [--release RELEASE] [--now RFC3339]

Says for each FeatureSet of the component what the seven steps from what is declared to what is effective make of one
gate: the stage in force, upstream coupling, the default, group switches, overrides, minimum level and settings,
dependencies and exclusions. A component without a FeatureSet in the input is explained as what-if/COMPONENT, at the
release that --release says.

  -f, --filename FILE|DIR|-      a file, a folder (every *.yaml, *.yml, *.json under it) or stdin; may be repeated
      --featureset NAMESPACE/NAME
                                 explain this FeatureSet only; default: every one of the component
      --now RFC3339              the moment to evaluate at, such as 2026-05-15T00:00:00Z; default: now
  -o, --output json|yaml|table   default: table
  -h, --help                     print this
${WHAT_IF_USAGE}
Exit code 0: the gate is explained; 1: nobody declares it, or an Error is found about it; 2: input that cannot be used.
`,
  options: {
    filename: { type: 'string', short: 'f', multiple: true, default: [] },
    featureset: { type: 'string' },
    now: { type: 'string' },
    output: { type: 'string', short: 'o', default: 'table' },
    ...WHAT_IF_OPTIONS,
  },
  run({ values, positionals }, { write, note, now }) {
    const { filename, output, release, set } = values as Record<'filename' | 'release' | 'set', string[]> & {
      output: string;
    };
    const [name, ...others] = positionals;
    if (name === undefined || others.length > 0)
      throw new Unusable('explain takes one gate, as GATE or COMPONENT:GATE; files go after -f');
    if (filename.length === 0) throw new Unusable('explain needs input: name files, folders or - (stdin) with -f');
    const print = outputNamed(OUTPUTS, output);
    const moment = momentOf(values['now'], now);
    const documents = readDocuments(filename, note);
    const declared = manifestsOf(documents, note).map(declaredObject);
    for (const { kind, reference, parsed } of declared)
      if (!parsed.valid) note(`${kind} ${reference} is left out: ${parsed.problems.join('; ')}`);
    const gate = gateNamed(name, declared);
    if (!gate) {
      note(unknownGate(name, declared));
      return 1;
    }
    const { objects, reported } = suppose(declared, { set, release, component: gate.component });
    const worlds = worldsOf(objects, { reported, now: moment, configMaps: configMapsOf(documents) });
    const explanations = traceGate(worlds, gate.component, gate.gate)
      .map((trace) => explanationOf(gate.gate, trace))
      .sort((a, b) => compareWords(a.featureSet, b.featureSet));
    const wanted = only(explanations, values['featureset'], gate.component);
    write(print(wanted));
    return wanted.some(({ findings }) => findings.some(({ severity }) => severity === 'Error')) ? 1 : 0;
  },
};

interface MeantGate {
  readonly component: string;
  readonly gate: string;
}

/** The gate that is meant, of the component that is written, is the only one that declares it, or has the FeatureSets; undefined where none does. */
function gateNamed(text: string, objects: readonly DeclaredObject[]): MeantGate | undefined {
  const [component, gate] = partsOf(text);
  if (component !== undefined) checkKnown(objects, component, `'${text}'`);
  const declaring = componentsDeclaring(objects, gate).filter((one) => component === undefined || one === component);
  if (declaring.length === 0) return undefined;
  const sole = soleComponent(objects);
  const meant = declaring.length === 1 ? declaring[0] : declaring.find((one) => one === sole);
  if (meant === undefined) throw unclear(`'${text}'`, declaring, (one) => `${one}:${text}`);
  return { component: meant, gate };
}

function partsOf(text: string): [component: string | undefined, gate: string] {
  const [first = '', second] = text.split(/:(.*)/);
  return second === undefined ? [undefined, first] : [first, second];
}

function unknownGate(text: string, objects: readonly DeclaredObject[]): string {
  const [component, gate] = partsOf(text);
  const known = switchesOf(objects, component).find((one) => one.name === gate);
  if (known)
    return `'${gate}' is a ${known.what} of component '${known.component}', not a gate; explain a gate it reaches`;
  const who = component === undefined ? 'no component in the input declares a' : `component '${component}' declares no`;
  return `${who} gate '${gate}'; ${didYouMean(nearestNames(gate, gatesOf(objects, component)))}`;
}

function only(explanations: Explanation[], featureSet: unknown, component: string): Explanation[] {
  if (typeof featureSet !== 'string') return explanations;
  const wanted = explanations.filter((one) => one.featureSet === featureSet);
  if (wanted.length > 0) return wanted;
  const names = explanations.map((one) => one.featureSet).join(', ');
  throw new Unusable(`--featureset is '${featureSet}'; the FeatureSets of component '${component}' are ${names}`);
}
