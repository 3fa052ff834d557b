import { Document, isMap, isScalar, isSeq, visit } from 'yaml';
import { mustBeQuoted } from '../../formats/yaml-scalars.ts';

/** Every reader takes these for what was written: nothing unquoted that YAML 1.1 reads otherwise, no aliases, no folded lines. */
const STYLE = { version: '1.1', aliasDuplicateObjects: false, lineWidth: 0 } as const;

/** A value as YAML that kubectl, and every other reader, reads back as it was. */
export function yamlOf(value: unknown): string {
  return quoted(new Document(value, STYLE)).toString({ lineWidth: 0 });
}

/** Quotes what the rules of YAML 1.1 alone would leave bare though kubectl reads it otherwise, such as `0B0`. */
function quoted(document: Document): Document {
  visit(document, {
    Scalar(_key, node) {
      if (typeof node.value === 'string' && mustBeQuoted(node.value)) node.type = 'QUOTE_DOUBLE';
    },
  });
  return document;
}

/** Objects as one file of several documents, under a comment; what `compact` names stands in one line an entry. */
export function manifestText(comment: string, objects: readonly object[], compact: readonly string[]): string {
  const documents = objects.map((object) => {
    const document = quoted(new Document(object, STYLE));
    visit(document, {
      Pair(_key, { key, value }) {
        if (!isSeq(value) || !compact.includes(String(key))) return;
        if (value.items.every(isScalar)) value.flow = true;
        for (const item of value.items) if (isMap(item)) item.flow = true;
        visit(value, {
          // In one line with others, kubectl takes a bare question mark for the sign of a key.
          Scalar(_, node) {
            if (String(node.value).includes('?')) node.type = 'QUOTE_DOUBLE';
          },
        });
      },
    });
    return document.toString({ lineWidth: 0, flowCollectionPadding: false });
  });
  return `${comment.replaceAll(/^/gm, '# ')}\n---\n${documents.join('---\n')}`;
}
