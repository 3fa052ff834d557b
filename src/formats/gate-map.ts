import { objectOf, textOf, type ConfigReading } from '../lifecycle/config-reading.ts';

/** Reads a map of keys and values: gates of a chart, or `data` of a ConfigMap (R22, R122). `under` names it in messages. */
export function readGateMap(value: unknown, under: string): ConfigReading {
  if (value === undefined || value === null) return { entries: [], plugins: [], problems: [] };
  const map = objectOf(value);
  if (!map) return { entries: [], plugins: [], problems: [`${under} must be a map such as {A: true}`] };
  const entries = Object.entries(map).map(([key, set]) => ({ key, value: textOf(set), at: `${under}.${key}` }));
  return { entries, plugins: [], problems: [] };
}

/** Reads the values of a Helm chart, which hold a map of gates under `featureGates`; without one they set nothing. */
export function readHelmValues(value: unknown): ConfigReading {
  const values = objectOf(value);
  if (!values) return { entries: [], plugins: [], problems: ['values of a chart must be a map'] };
  return readGateMap(values['featureGates'], 'featureGates');
}

/** Reads a ConfigMap, or the bare map under its `data`. */
export function readKeyValue(value: unknown): ConfigReading {
  const map = objectOf(value);
  return map?.['kind'] === 'ConfigMap' ? readGateMap(map['data'], 'data') : readGateMap(value, 'data');
}
