import { readYaml } from '../../formats/yaml-document.ts';
import { Unusable } from '../terminal/unusable.ts';
import type { Note } from '../terminal/terminal.ts';

/** One document of a file. */
export interface Document {
  readonly value: unknown;
  /** Where it begins, as `gates.yaml:12`; a JSON file is named without a line. */
  readonly place: string;
  /** Where an entry of its list `items` begins. */
  readonly placeOfItem: (index: number) => string;
}

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
  const { documents, problem, repeated, placeAt } = readYaml(text);
  const place = (offset: number): string => `${name}:${placeAt(offset).line}`;
  for (const { name: key, offset } of repeated) note(`${place(offset)}: '${key}' stands twice; the last one counts`);
  if (problem) {
    const { line, column } = problem.place;
    throw new Unusable(`${name}:${line}:${column}: this is not YAML: ${problem.message}; then try again`);
  }
  return documents.map(({ value, offset, fields }) => {
    const items = fields?.findLast((field) => field.name === 'items')?.part.items;
    return { value, place: place(offset), placeOfItem: (index) => place(items?.[index]?.offset ?? offset) };
  });
}
