import { textOf, type ConfigEntry, type ConfigReading } from '../lifecycle/config/config-reading.ts';
import { partAt, readingConfigText, unreadable, type ConfigText } from './config-text.ts';
import type { Stepwise } from './stepwise.ts';
import type { Field, Part } from './yaml-tree.ts';

/** Reads gates as a map such as `{A: true}`, bare or in the values of a Helm chart under `featureGates` (R22, R122). */
export function* readingGateMap(text: string): Stepwise<ConfigReading> {
  const read = yield* readingConfigText(text);
  if ('problem' in read) return unreadable(read.problem);
  const inChart = partAt(read.root, 'featureGates');
  const nested = inChart !== undefined && (inChart.fields !== undefined || inChart.value === null);
  return gatesOf(nested ? inChart : read.root, read);
}

/** Reads the values of a Helm chart, which hold a map of gates under `featureGates`; without one they set nothing. */
export function* readingHelmValues(text: string): Stepwise<ConfigReading> {
  const read = yield* readingConfigText(text);
  if ('problem' in read) return unreadable(read.problem);
  if (read.root && !read.root.fields)
    return unreadable(`${read.at(read.root.offset)}: the values of a chart must be a map`);
  return gatesOf(partAt(read.root, 'featureGates'), read);
}

function gatesOf(part: Part | undefined, { at }: ConfigText): ConfigReading {
  if (!part || part.value === null) return { entries: [], plugins: [], problems: [] };
  if (!part.fields) return unreadable(`${at(part.offset)}: gates must be a map such as {A: true}`);
  return entriesOf(part.fields, at, ({ value }) => textOf(value));
}

const LINE_FORM = /^[^\s:="'{[#]+[ \t]*=/;

/** Reads keys and values: a YAML map, whose values count as they are written, or lines `key=value` or `key: value`. */
export function* readingKeyValue(text: string): Stepwise<ConfigReading> {
  const first = text.split('\n').find((line) => line.trim() !== '' && !line.trim().startsWith('#'));
  if (first !== undefined && LINE_FORM.test(first)) return yield* readingLines(text);
  const read = yield* readingConfigText(text);
  return 'problem' in read ? unreadable(read.problem) : pairsOf(read.root, read);
}

/** A key that documents the others, by a convention of Knative that Tekton follows; components skip it. */
export const EXAMPLE = '_example';

/**
 * Reads the `data` of a ConfigMap that stands in a file, or `spec.pipeline` of a TektonConfig, from which Tekton's operator
 * writes that ConfigMap, or what `readingKeyValue` reads.
 */
export function* readingConfigMapFile(text: string): Stepwise<ConfigReading> {
  const read = yield* readingConfigText(text);
  if ('problem' in read) return yield* readingKeyValue(text);
  const { root, at } = read;
  switch (partAt(root, 'kind')?.value) {
    case 'ConfigMap':
      return pairsOf(partAt(root, 'data'), read, ({ name }) => name !== EXAMPLE);
    case 'TektonConfig': {
      const pipeline = partAt(partAt(root, 'spec'), 'pipeline');
      if (pipeline?.fields) return pairsOf(pipeline, read, isTektonFlag);
      return unreadable(`${at(root?.offset ?? 0)}: a TektonConfig has its flags under spec.pipeline; add them`);
    }
    default:
      return yield* readingKeyValue(text);
  }
}

/** The operator also writes defaults, metrics, and what is no single value, each to a place of its own. */
function isTektonFlag({ name, part }: Field): boolean {
  return !part.fields && !part.items && !name.startsWith('default-') && !name.startsWith('metrics.');
}

function pairsOf(
  part: Part | undefined,
  { at }: ConfigText,
  counts: (field: Field) => boolean = () => true,
): ConfigReading {
  if (!part || part.value === null) return { entries: [], plugins: [], problems: [] };
  if (!part.fields) return unreadable(`${at(part.offset)}: this must be a map, or lines such as key=value`);
  return entriesOf(part.fields.filter(counts), at, ({ written = '' }) => written);
}

function entriesOf(
  fields: NonNullable<Part['fields']>,
  at: ConfigText['at'],
  valueOf: (part: Part) => string,
): ConfigReading {
  const entries: ConfigEntry[] = [];
  const problems: string[] = [];
  for (const { name, offset, part } of fields) {
    if (part.fields || part.items) problems.push(`${at(offset)}: this key must have a single value such as true`);
    else entries.push({ key: name, value: valueOf(part), at: at(offset) });
  }
  return { entries, plugins: [], problems };
}

const LINES_A_STEP = 1000;

function* readingLines(text: string): Stepwise<ConfigReading> {
  const entries: ConfigEntry[] = [];
  const problems: string[] = [];
  for (const [index, line] of text.split('\n').entries()) {
    if (index % LINES_A_STEP === 0) yield;
    if (line.trim() === '' || line.trim().startsWith('#')) continue;
    const at = `line ${index + 1}, column ${line.length - line.trimStart().length + 1}`;
    const middle = line.search(/[=:]/);
    const key = line.slice(0, Math.max(middle, 0)).trim();
    if (key === '') problems.push(`${at}: this line must be key=value`);
    else entries.push({ key, value: line.slice(middle + 1).trim(), at });
  }
  return { entries, plugins: [], problems };
}
