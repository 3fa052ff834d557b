import type { KindName } from '../../api/kinds.ts';
import { parseManifest } from '../../api/parse.ts';
import { API_VERSION } from '../../api/schema.ts';
import { fieldsOf, listIn, textIn, type Fields } from '../input/fields.ts';
import { ASSUMED, REVISION, SOURCE } from './manifest-annotations.ts';
import { Unusable } from '../terminal/unusable.ts';
import { compareWords } from '../../lifecycle/names/compare-words.ts';

/** A component's objects, each kind in the order of names. */
export interface Catalog {
  readonly component: string;
  /** Undefined where its developers publish none. */
  readonly policy: object | undefined;
  readonly gates: readonly object[];
  readonly plugins: readonly object[];
}

/** What a facts file says for all of its entries. */
interface Origin {
  readonly component: string;
  readonly source: string;
  readonly revision: string;
  /** How release words that are no release, such as `unreleased`, are read. */
  readonly releases: Readonly<Record<string, unknown>>;
}

type Spec = Record<string, unknown>;

/**
 * Turns facts about a component into objects. A facts file says component, source, revision, and under policy, gates and
 * plugins what the source says of each, in the words of the specs; an entry may name a source of its own. What is missing is
 * filled in and named in an annotation. Throws Unusable, naming the entry, for what no object can say.
 */
export function factsCatalog(value: unknown, place: string): Catalog {
  const file = fieldsOf(value, place);
  const origin: Origin = {
    component: textIn(file, 'component'),
    source: textIn(file, 'source'),
    revision: textIn(file, 'revision'),
    releases:
      file.values['releases'] === undefined ? {} : fieldsOf(file.values['releases'], `${place} releases`).values,
  };
  const { policy } = file.values;
  return {
    component: origin.component,
    policy: policy === undefined ? undefined : policyObject(fieldsOf(policy, `${place} policy`), origin),
    gates: objectsIn(file, 'gates', (entry) => declaredObjectOf('FeatureGate', entry, origin)),
    plugins: objectsIn(file, 'plugins', (entry) => declaredObjectOf('PluginMaturity', entry, origin)),
  };
}

function objectsIn(file: Fields, list: string, build: (entry: Fields) => NamedObject): object[] {
  if (file.values[list] === undefined) return [];
  const seen = new Set<string>();
  const objects = listIn(file, list).map((entry, index) => {
    const object = build(fieldsOf(entry, `${file.where} ${list}[${index}]`));
    const { name } = object.metadata;
    if (seen.has(name)) throw new Unusable(`${file.where} ${list}[${index}]: ${name} stands twice; delete one of them`);
    seen.add(name);
    return object;
  });
  return objects.sort((a, b) => compareWords(a.metadata.name, b.metadata.name));
}

interface NamedObject {
  readonly metadata: { readonly name: string };
}

function policyObject(entry: Fields, origin: Origin): NamedObject {
  const metadata = { name: origin.component, annotations: annotationsOf(entry, origin, []) };
  return checked({ kind: 'MaturityPolicy', metadata, spec: specIn(entry) }, entry.where);
}

/** What an entry says of its object, without what it says of itself. */
function specIn({ values }: Fields): Spec {
  const { source: _, revision: __, assumed: ___, ...spec } = values;
  return spec;
}

function declaredObjectOf(kind: 'FeatureGate' | 'PluginMaturity', entry: Fields, origin: Origin): NamedObject {
  const name = textIn(entry, kind === 'FeatureGate' ? 'gate' : 'type');
  const named = { ...entry, where: `${entry.where} (${name})` };
  const filled: string[] = [];
  const spec = withoutHoles(named, origin, filled);
  const metadata = {
    name: `${origin.component}.${name.toLowerCase()}`,
    annotations: annotationsOf(named, origin, filled),
  };
  return checked({ kind, metadata, spec }, named.where);
}

/** Where an entry comes from, and what of it was filled in: by us, or already in the facts. */
function annotationsOf(entry: Fields, origin: Origin, filled: readonly string[]): Record<string, string> {
  const said = entry.values['assumed'] === undefined ? [] : listIn(entry, 'assumed').map(String);
  const fields = [...filled, ...said];
  const own = (field: 'source' | 'revision'): string =>
    entry.values[field] === undefined ? origin[field] : textIn(entry, field);
  return {
    ...(fields.length > 0 && { [ASSUMED]: fields.join(',') }),
    [SOURCE]: own('source'),
    [REVISION]: own('revision'),
  };
}

/** The spec with owners, levels, releases and message filled in where the source says none. */
function withoutHoles(entry: Fields, { component, releases }: Origin, filled: string[]): Spec {
  const { gate, type, kind, owners, ...others } = specIn(entry);
  const read = (word: unknown, field: string): unknown => {
    const meant = typeof word === 'string' ? releases[word] : undefined;
    if (meant !== undefined) filled.push(field);
    return meant ?? word;
  };
  if (owners === undefined) filled.push('owners');
  const stages = listIn(entry, 'stages').map((stage, index) => {
    const { release, level, ...rest } = fieldsOf(stage, `${entry.where} stages[${index}]`).values;
    if (level === undefined) filled.push(`stages[${index}].level`);
    return { release: read(release, `stages[${index}].release`), level: level ?? 'Beta', ...rest };
  });
  const { stages: _, deprecation, ...rest } = others;
  const named = { component, ...(gate !== undefined && { gate }), ...(type !== undefined && { type }) };
  const ending = deprecation === undefined ? undefined : fieldsOf(deprecation, `${entry.where} deprecation`).values;
  const announced = deprecationOf(ending, stages, filled);
  return {
    ...named,
    ...(kind !== undefined && { kind }),
    owners: owners ?? ['upstream'],
    stages,
    ...rest,
    ...(announced && { deprecation: announced }),
  };
}

function deprecationOf(
  said: Readonly<Spec> | undefined,
  stages: readonly { release: unknown; level: unknown }[],
  filled: string[],
): Spec | undefined {
  const since = stages.find(({ level }) => level === 'Deprecated')?.release ?? said?.['since'];
  if (!said && since === undefined) return undefined;
  if (said?.['message'] !== undefined) return said;
  filled.push('deprecation.message');
  const gone = stages.find(({ level }) => level === 'Removed')?.release;
  const what = since === undefined ? ['Removed upstream in', gone] : ['Deprecated upstream since', since];
  return { message: `${what.join(' ')}; no message is recorded.`, ...said };
}

function checked(
  { kind, ...rest }: NamedObject & { readonly kind: KindName; readonly spec: Spec },
  where: string,
): NamedObject {
  const object = { apiVersion: API_VERSION, kind, ...rest };
  const parsed = parseManifest(kind, object);
  if (!parsed.valid) throw new Unusable(`${where}: this fits no ${kind}: ${parsed.problems.join('; ')}`);
  return object;
}
