import { referenceOf } from '../../api/declared.ts';
import type { ConfigMapContent } from '../../formats/source-state.ts';
import type { Document } from './document.ts';
import { fieldsOf, textIn } from './fields.ts';
import { unpacked } from './manifest.ts';
import { Unusable } from '../terminal/unusable.ts';

/**
 * The ConfigMaps among the input by `namespace/name`, one without namespace standing in `default`. They need no label: who
 * gives a file consents to its being read. Throws Unusable for one that the API server would refuse, or that stands twice.
 */
export function configMapsOf(documents: readonly Document[]): Map<string, ConfigMapContent> {
  const found = new Map<string, ConfigMapContent>();
  for (const { value, place } of documents.flatMap(unpacked)) {
    const { values } = fieldsOf(value, place);
    if (values['apiVersion'] !== 'v1' || values['kind'] !== 'ConfigMap') continue;
    const metadata = fieldsOf(values['metadata'] ?? {}, `${place} metadata`);
    const namespace = metadata.values['namespace'] ? textIn(metadata, 'namespace') : 'default';
    const reference = referenceOf({ namespace, name: textIn(metadata, 'name') });
    if (found.has(reference))
      throw new Unusable(`ConfigMap ${reference} stands twice, again at ${place}; delete one of them`);
    const data = fieldsOf(values['data'] ?? {}, `${place} data`);
    found.set(reference, {
      data: Object.fromEntries(Object.keys(data.values).map((key) => [key, textIn(data, key)])),
      binary: Object.keys(fieldsOf(values['binaryData'] ?? {}, `${place} binaryData`).values),
    });
  }
  return found;
}
