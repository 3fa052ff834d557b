import { z } from 'zod';
import { oneOf, text } from './schema.ts';
import { objectName } from './vocabulary.ts';

/** The formats in which a source is read. */
export const SOURCE_FORMATS = ['EndpointPickerConfig', 'KeyValue', 'FlagString', 'GateMap'] as const;
/** A format in which a source is read. */
export type SourceFormat = (typeof SOURCE_FORMATS)[number];

/** A config that a FeatureSet names to be read. */
export const source = z.object({
  configMap: z
    .object({
      name: objectName(
        'name is a ConfigMap of the same namespace; it must carry the label stagegate.dev/source=Allowed.',
      ),
      key: text(
        'key is the key that holds the config. Absent: the whole ConfigMap is, each key a gate or setting.',
        253,
        { pattern: /^[-._a-zA-Z0-9]+$/, hint: 'must be a key of a ConfigMap: letters, digits and -_.' },
      ).optional(),
    })
    .meta({ description: 'configMap is where the config is read.' }),
  format: oneOf(
    'format is EndpointPickerConfig, KeyValue (key: value), FlagString (A=true,B=false) or GateMap (a map of booleans).',
    SOURCE_FORMATS,
  ),
  optional: oneOf('optional says whether the source may be missing: Allow, or Disallow (it is an Error).', [
    'Allow',
    'Disallow',
  ]).default('Disallow'),
});
/** One entry of `spec.sources`. */
export type Source = z.output<typeof source>;
