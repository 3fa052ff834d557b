import { builtInPolicy } from '../../api/kubernetes-policy.ts';
import { parseManifest } from '../../api/parse.ts';
import { API_VERSION } from '../../api/schema.ts';
import { policySpec, type PolicySpec } from '../../api/policy.ts';
import type { ConfigReading } from '../../lifecycle/config/config-reading.ts';
import { interpret, type Interpretation, type Vocabulary } from '../../lifecycle/config/config-interpretation.ts';
import { judgeConfigVersion } from '../../lifecycle/config/config-version.ts';
import { IMPORTED_FORMATS } from '../../formats/formats.ts';
import { atOnce } from '../../formats/stepwise.ts';
import { calendarOf } from '../../lifecycle/releases/calendar.ts';
import { sentenceOf } from '../../report/words/fact-words.ts';
import { declaredObject } from '../input/declared-object.ts';
import { readDocuments, readText } from '../input/input.ts';
import { manifestsOf } from '../input/manifest.ts';
import { Unusable } from '../terminal/unusable.ts';
import { worldsOf } from '../evaluation/worlds.ts';
import type { Terminal } from '../terminal/terminal.ts';

/** What a configuration does not say of its installation. */
export interface Installed {
  readonly component?: string;
  readonly release?: string;
  readonly name?: string;
  readonly namespace?: string;
  /** Files with the component's objects. */
  readonly filename: readonly string[];
}

/** A configuration as a FeatureSet; throws Unusable with everything that cannot be read. */
export function importedFeatureSet(
  { format, path }: { readonly format: string; readonly path: string },
  { component, release, name, namespace, filename }: Installed,
  { note }: Terminal,
): object {
  if (component === undefined || release === undefined)
    throw new Unusable(`import ${format} needs --component and --release: the file does not say them`);
  const row = IMPORTED_FORMATS.get(format);
  if (!row) throw new Error(`no reader for ${format}`);
  const reading = atOnce(row.readFile(readText(path)));
  const vocabulary = vocabularyOf(component, filename, note);
  const found = interpret(reading, vocabulary);
  const calendar = calendarOf(component, vocabulary.policy);
  const point = calendar.at(release);
  const remark = point && judgeConfigVersion(reading.apiVersion, point, { ...vocabulary, calendar });
  if (remark) note(`${path}: ${sentenceOf(remark, reading.apiVersion ?? '')}`);
  for (const field of reading.unknownFields ?? [])
    note(`${path}: ${sentenceOf({ kind: 'UnknownField', in: 'the config' }, field)}`);
  for (const { key, places } of found.duplicates)
    note(`${path}: ${key} stands ${places.length} times, at ${places.join(' and ')}; the last one counts`);
  for (const { key, component: other, at } of found.foreign)
    note(`${path}: ${at}: ${other}:${key} belongs to another component and is left out`);
  const invalid = found.invalid.map(({ key, at, expected }) => `${at}: ${key} must be ${expected}`);
  const problems = [...reading.problems, ...invalid];
  if (problems.length > 0) throw new Unusable(problems.map((line) => `${path}: ${line}`).join('\n'));
  const metadata = { name: name ?? component, ...(namespace !== undefined && { namespace }) };
  return featureSet(metadata, { component, release, ...setBy(found, reading) });
}

/** The lists of a FeatureSet's spec that are not empty, without the places they were found at. */
function setBy({ groups, overrides, settings }: Interpretation, { plugins }: ConfigReading): Record<string, object[]> {
  const lists: Record<string, object[]> = {
    groups: groups.map(({ at: _, ...group }) => group),
    overrides: overrides.map(({ gate, state }) => ({ gate, state })),
    settings: settings.map(({ name, value }) => ({ name, value })),
    plugins: plugins.map(({ type, name }) => ({ type, ...(name !== undefined && { name }) })),
  };
  return Object.fromEntries(Object.entries(lists).filter(([, list]) => list.length > 0));
}

function featureSet(metadata: { name: string; namespace?: string }, spec: object): object {
  const object = { apiVersion: API_VERSION, kind: 'FeatureSet', metadata, spec };
  const parsed = parseManifest('FeatureSet', object);
  if (!parsed.valid) throw new Unusable(`this makes no FeatureSet: ${parsed.problems.join('; ')}`);
  return object;
}

/** What the keys mean: from the component's objects, for Kubernetes from the policy that is built in. */
function vocabularyOf(
  component: string,
  files: readonly string[],
  note: Terminal['note'],
): Vocabulary & { readonly policy: PolicySpec } {
  const objects = files.length === 0 ? [] : manifestsOf(readDocuments(files, note), note).map(declaredObject);
  const world = worldsOf(objects, { reported: new Map(), now: 0 }).find((one) => one.component === component);
  const builtIn = builtInPolicy(component) ?? policySpec.parse({});
  const words = new Map((world?.gates ?? []).map(({ spec }) => [spec.gate, spec.values]));
  return { component, policy: world?.policy?.spec ?? builtIn, wordsOf: (gate) => words.get(gate) };
}
