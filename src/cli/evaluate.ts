import { parseRelease } from '../lifecycle/release.ts';
import type { ReportedRelease } from '../lifecycle/world.ts';
import { configMapsOf } from './config-maps.ts';
import { declaredObject } from './declared-object.ts';
import { evaluationTable, isNotReady } from './evaluation-table.ts';
import { evaluateOffline, type OfflineEvaluation } from './offline-evaluation.ts';
import { readDocuments } from './input.ts';
import { manifestsOf } from './manifest.ts';
import { Unusable } from './unusable.ts';
import type { Verb } from './verb.ts';
import { yamlOf } from './yaml-text.ts';

const OUTPUTS: Readonly<Record<string, (evaluation: OfflineEvaluation) => string>> = {
  json: ({ items, report }) => `${JSON.stringify({ items, report }, undefined, 2)}\n`,
  table: evaluationTable,
  yaml: ({ items, report }) => yamlOf({ items, report }),
};

/** `stagegate evaluate`: the operator's evaluation with no cluster. */
export const evaluate: Verb = {
  name: 'evaluate',
  summary: 'evaluate policies, gates and FeatureSets from files, with no cluster',
  usage: `Usage: stagegate evaluate -f FILE|DIR|- … [--now RFC3339] [-o json|yaml|table] [--release COMPONENT=RELEASE]

Evaluates MaturityPolicies, FeatureGates, PluginMaturities and FeatureSets as the operator would in a cluster. YAML and
JSON are read as kubectl reads them; Lists may be among them, and the ConfigMaps that FeatureSets name as sources.

  -f, --filename FILE|DIR|-        a file, a folder (every *.yaml, *.yml, *.json under it) or stdin; may be repeated
      --now RFC3339                the moment to evaluate at, such as 2026-05-15T00:00:00Z; default: now
  -o, --output json|yaml|table     default: table
      --release COMPONENT=RELEASE  what the component would report of itself, for FeatureSets with releaseFrom; may be repeated
  -h, --help                       print this

Exit code 0: no Error finding and every object ready; 1: some; 2: input that cannot be used.
`,
  options: {
    filename: { type: 'string', short: 'f', multiple: true, default: [] },
    now: { type: 'string' },
    output: { type: 'string', short: 'o', default: 'table' },
    release: { type: 'string', multiple: true, default: [] },
  },
  run({ values, positionals }, { write, note, now }) {
    const { filename, release, output } = values as { filename: string[]; release: string[]; output: string };
    const paths = [...filename, ...positionals];
    if (paths.length === 0) throw new Unusable('evaluate needs input: name files, folders or - (stdin) with -f');
    const print = outputOf(output);
    const moment = momentOf(values['now'], now);
    const reported = reportedReleases(release);
    const documents = readDocuments(paths, note);
    const manifests = manifestsOf(documents, note);
    const circumstances = { reported, now: moment, configMaps: configMapsOf(documents) };
    const evaluation = evaluateOffline(manifests.map(declaredObject), circumstances);
    write(print(evaluation));
    const { items, report } = evaluation;
    const errors = report.some(({ findings }) => findings.some(({ severity }) => severity === 'Error'));
    return errors || items.some(isNotReady) ? 1 : 0;
  },
};

function outputOf(name: string): (evaluation: OfflineEvaluation) => string {
  const print = Object.hasOwn(OUTPUTS, name) ? OUTPUTS[name] : undefined;
  if (print) return print;
  throw new Unusable(`--output is '${name}' and must be one of ${Object.keys(OUTPUTS).join(', ')}`);
}

const MOMENT = /^(?<day>\d{4}-\d{2}-\d{2})[Tt]\d{2}:\d{2}:\d{2}(?:\.\d+)?(?:[Zz]|[-+]\d{2}:\d{2})$/;

function momentOf(written: unknown, now: () => number): number {
  if (typeof written !== 'string') return now();
  const day = MOMENT.exec(written)?.groups?.['day'];
  const moment = Date.parse(written.toUpperCase());
  // A day that its month does not have would be read as one of the next month.
  const midnight = new Date(`${day}T00:00:00Z`);
  const exists = day !== undefined && !Number.isNaN(midnight.getTime()) && midnight.toISOString().startsWith(day);
  if (exists && !Number.isNaN(moment)) return moment;
  throw new Unusable(`--now is '${written}' and must be a moment by RFC 3339, such as 2026-05-15T00:00:00Z`);
}

function reportedReleases(pairs: readonly string[]): Map<string, ReportedRelease> {
  const reported = new Map<string, ReportedRelease>();
  for (const pair of pairs) {
    const [component = '', release = ''] = pair.split(/=(.*)/);
    if (component === '' || !parseRelease(release)) {
      throw new Unusable(`--release is '${pair}' and must be COMPONENT=RELEASE, such as kubernetes=1.36`);
    }
    if (reported.has(component)) throw new Unusable(`--release names component '${component}' twice; give it once`);
    reported.set(component, { release });
  }
  return reported;
}
