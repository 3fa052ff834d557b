import { Document, isMap, isScalar, isSeq, stringify, visit } from 'yaml';

/** Every reader takes these for what was written: nothing unquoted that YAML 1.1 reads otherwise, no aliases, no folded lines. */
const STYLE = { version: '1.1', aliasDuplicateObjects: false, lineWidth: 0 } as const;

/** A value as YAML that kubectl, and every other reader, reads back as it was. */
export function yamlOf(value: unknown): string {
  return stringify(value, STYLE);
}

/** Objects as one file of several documents, under a comment; what `compact` names stands in one line an entry. */
export function manifestText(comment: string, objects: readonly object[], compact: readonly string[]): string {
  const documents = objects.map((object) => {
    const document = new Document(object, STYLE);
    visit(document, {
      Pair(_key, { key, value }) {
        if (!isSeq(value) || !compact.includes(String(key))) return;
        if (value.items.every(isScalar)) value.flow = true;
        for (const item of value.items) if (isMap(item)) item.flow = true;
      },
    });
    return document.toString({ lineWidth: 0, flowCollectionPadding: false });
  });
  return `${comment.replaceAll(/^/gm, '# ')}\n---\n${documents.join('---\n')}`;
}
