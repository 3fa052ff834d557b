import { objectOf, textOf, type ConfigEntry, type ConfigReading } from '../lifecycle/config-reading.ts';

/**
 * Reads an EndpointPickerConfig: `featureGates` is a list of names, or of name=bool (R23), or a map (R22); `plugins` are
 * instances of types (R129). Config of either API group, and excerpts without apiVersion, are read the same.
 */
export function readEndpointPickerConfig(value: unknown): ConfigReading {
  const config = objectOf(value);
  if (!config) return { entries: [], plugins: [], problems: ['an EndpointPickerConfig must be a map'] };
  const problems: string[] = [];
  const { apiVersion } = config;
  return {
    apiVersion: typeof apiVersion === 'string' ? apiVersion : '',
    entries: gatesIn(config['featureGates'], problems),
    plugins: pluginsIn(config['plugins'], problems),
    problems,
  };
}

function gatesIn(value: unknown, problems: string[]): ConfigEntry[] {
  if (value === undefined || value === null) return [];
  const map = objectOf(value);
  if (map) return Object.entries(map).map(([key, set]) => ({ key, value: textOf(set), at: `featureGates.${key}` }));
  if (!Array.isArray(value)) {
    problems.push('featureGates must be a list such as [flowControl, dataLayer=false]');
    return [];
  }
  return value.flatMap((item: unknown, index) => {
    const at = `featureGates[${index}]`;
    if (typeof item !== 'string' || item.trim() === '') {
      problems.push(`${at} must be a name or name=bool; quote it`);
      return [];
    }
    const [name = '', set = 'true'] = item.split(/=(.*)/);
    return [{ key: name.trim(), value: set.trim(), at }];
  });
}

function pluginsIn(value: unknown, problems: string[]): ConfigReading['plugins'] {
  if (value === undefined || value === null) return [];
  if (!Array.isArray(value)) {
    problems.push('plugins must be a list such as [{type: queue-scorer}]');
    return [];
  }
  return value.flatMap((item: unknown, index) => {
    const { type, name } = objectOf(item) ?? {};
    if (typeof type !== 'string' || type === '' || (name !== undefined && typeof name !== 'string')) {
      problems.push(`plugins[${index}] must have a type, and a name that is a string where it has one`);
      return [];
    }
    return [{ type, ...(name !== undefined && name !== '' && name !== type && { name }) }];
  });
}
