import { goldenLines } from '../../support/golden-table.ts';

/** A config of an endpoint picker as a project published it. */
export interface PublishedConfig {
  readonly where: string;
  readonly text: string;
  /** What is to be said of it by llm-d-router at v0.11.0-dev, as `Reason subject`, sorted. */
  readonly expected: readonly string[];
}

const list = (words = '-'): string[] => (words === '-' ? [] : words.split(' '));

/** Every config of `endpoint-picker-configs.txt`, written out. */
export function publishedConfigs(): PublishedConfig[] {
  return goldenLines('catalogs/endpoint-picker-configs.txt').map((line) => {
    const [where = '', version = '-', gates, plugins, findings = ''] = line.split(' | ');
    const apiVersion = version === '-' ? '' : version;
    const config = {
      ...(apiVersion !== '' && { apiVersion }),
      kind: 'EndpointPickerConfig',
      featureGates: list(gates),
      // Types are listed without the names that tell two instances of one type apart.
      plugins: list(plugins).map((type, index) => ({ type, name: `${type}-${index}` })),
    };
    const expected = findings
      .split(', ')
      .filter((one) => one !== '-')
      .map((one) => (one.endsWith('ApiVersion') ? `${one} ${apiVersion}`.trim() : one));
    return { where, text: JSON.stringify(config), expected: expected.sort() };
  });
}

/** Beside Errors, what the list tells. */
const WARNED = new Set(['DeprecatedApiVersion', 'DeprecatedPlugin', 'DeprecatedPluginNoSchedule']);

/** The findings that the list would tell, as `Reason subject`, each once, sorted: every Error is among them. */
export function notable(
  findings: readonly { readonly severity: string; readonly reason: string; readonly subject: string }[] = [],
): string[] {
  const told = findings.filter(({ severity, reason }) => severity === 'Error' || WARNED.has(reason));
  return [...new Set(told.map(({ reason, subject }) => `${reason} ${subject}`.trim()))].sort();
}
