import { isNode, isScalar, LineCounter, parseAllDocuments, type Document as YamlDocument } from 'yaml';
import { Unusable } from './unusable.ts';
import { KUBECTL_SCALARS } from './yaml-scalars.ts';

/** One document of a file. */
export interface Document {
  readonly value: unknown;
  /** Where it begins, as `gates.yaml:12`; a JSON file is named without a line. */
  readonly place: string;
  /** Where an entry of its list `items` begins. */
  readonly placeOfItem: (index: number) => string;
}

/** Tells a person something that does not stop the work. */
export type Note = (line: string) => void;

/**
 * Reads YAML or JSON as kubectl does: several documents, empty ones left out; of a key that stands twice the last counts.
 * Throws Unusable, naming file, line and what is wrong, for text that is neither.
 */
export function documentsOf(text: string, name: string, note: Note): Document[] {
  return jsonDocument(text, name) ?? yamlDocuments(text, name, note);
}

/** Large lists come as JSON, which is read many times faster; undefined where the text is none. */
function jsonDocument(text: string, name: string): Document[] | undefined {
  if (!/^\s*\{/.test(text)) return undefined;
  try {
    const value: unknown = JSON.parse(text);
    return [{ value, place: name, placeOfItem: (index) => `${name} items[${index}]` }];
  } catch (error) {
    // What begins like JSON may also be YAML in its flow style, but not in a file that says it is JSON.
    if (!name.endsWith('.json')) return undefined;
    throw new Unusable(`${name}: this is not JSON: ${(error as Error).message}; correct it and try again`);
  }
}

function yamlDocuments(text: string, name: string, note: Note): Document[] {
  const lines = new LineCounter();
  const placeAt = (offset: number): string => `${name}:${lines.linePos(offset).line}`;
  const parsed = parseAllDocuments(text, {
    version: '1.1',
    schema: 'failsafe',
    customTags: KUBECTL_SCALARS,
    merge: true,
    lineCounter: lines,
    prettyErrors: false,
    uniqueKeys: (a, b) => {
      const twice = isScalar(a) && isScalar(b) && typeof a.value !== 'symbol' && String(a.value) === String(b.value);
      if (twice) note(`${placeAt(b.range?.[0] ?? 0)}: '${String(b.value)}' stands twice; the last one counts`);
      return false;
    },
  });
  return [...parsed].flatMap((document) => {
    const value = valueOf(document, name, lines);
    if (value === null || value === undefined) return [];
    const begin = document.contents?.range?.[0] ?? 0;
    return [{ value, place: placeAt(begin), placeOfItem: (index) => placeAt(offsetOf(document, index) ?? begin) }];
  });
}

function valueOf(document: YamlDocument, name: string, lines: LineCounter): unknown {
  const refuse = (message: string, offset: number): never => {
    const { line, col } = lines.linePos(offset);
    throw new Unusable(`${name}:${line}:${col}: this is not YAML: ${message}; correct it and try again`);
  };
  const [error] = document.errors;
  if (error) refuse(error.message, error.pos[0]);
  try {
    return document.toJS();
  } catch (failure) {
    // An alias without anchor, or aliases that multiply beyond measure.
    return refuse((failure as Error).message, document.range?.[0] ?? 0);
  }
}

function offsetOf(document: YamlDocument, index: number): number | undefined {
  const item = document.getIn(['items', index], true);
  return isNode(item) ? item.range?.[0] : undefined;
}
