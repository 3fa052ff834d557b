import { Counter, Histogram, Registry } from 'prom-client';
import { GateSeriesExtent } from '../../src/controller/metrics/gate-series-extent.ts';
import { LoopMetrics } from '../../src/controller/metrics/loop-metrics.ts';
import { QueueMetrics } from '../../src/controller/metrics/queue-metrics.ts';
import { registerProcessMetrics } from '../../src/controller/metrics/process-metrics.ts';
import { FAMILIES } from '../../src/report/metrics/families.ts';
import { exampleSets, seriesCounts } from './cardinality.ts';
import { banner, code, table } from './markdown.ts';

interface Registered {
  readonly name: string;
  readonly type: string;
  readonly labels: readonly string[];
  readonly help: string;
}

/** What a registry holds, by name. prom-client keeps the type only as the class. */
function registered(registry: Registry): Registered[] {
  return registry
    .getMetricsAsArray()
    .map((metric) => {
      const {
        name,
        help,
        labelNames = [],
      } = metric as unknown as { name: string; help: string; labelNames?: string[] };
      const type = metric instanceof Counter ? 'counter' : metric instanceof Histogram ? 'histogram' : 'gauge';
      return { name, help, type, labels: labelNames };
    })
    .toSorted((a, b) => (a.name < b.name ? -1 : 1));
}

/** Metrics of the loop, as the operator registers them. */
export function loopMetrics(): Registered[] {
  const registry = new Registry();
  new LoopMetrics(registry);
  new QueueMetrics(registry);
  new GateSeriesExtent('Auto', { info: () => {} }).register(registry);
  return registered(registry);
}

/** Metrics of the process and the build, as Linux has them. */
export function processMetrics(): Registered[] {
  const registry = new Registry();
  registerProcessMetrics(registry, { version: '', node: '', loop: { longestSeconds: () => 0 } });
  return registered(registry);
}

function metricTable(metrics: readonly Registered[]): string {
  return table(
    ['name', 'type', 'labels', 'what it is'],
    metrics.map(({ name, type, labels, help }) => [code(name), type, labels.map(code).join(', '), help]),
  );
}

/** docs/metrics.md. */
export function metricsPage(): string {
  const objects = FAMILIES.map((family) => ({ ...family, type: 'gauge' }));
  const sets = exampleSets();
  const all = seriesCounts(sets, 'All');
  const exceptions = seriesCounts(sets, 'Exceptions');
  const growth = FAMILIES.map(({ name, labels }) => [
    code(name),
    growsWith(labels),
    String(all.get(name)),
    String(exceptions.get(name)),
  ]);
  return `${banner('src/report/metrics, src/controller/metrics')}
# Metrics

Served at \`/metrics\` in Prometheus' text format; \`promtool check metrics\` passes. No label comes from a message, a reason or a ticket, and no label is empty.

## Of objects

Computed at each scrape from the same evaluation that writes statuses, so the two cannot disagree. 0 and 1 are both exported; a
series goes with its object. The label \`namespace\` is that of the FeatureSet: scrape with \`honor_labels: true\`, or Prometheus renames it.

${metricTable(objects)}
## Of the loop

Under the names that users of controller-runtime already graph, where it has one.

${metricTable(loopMetrics())}
## Of the process

From [prom-client](https://github.com/siimon/prom-client), as on Linux; those of its default metrics that \`promtool\` refuses are left out.

${metricTable(processMetrics())}
## Cardinality

One family is a product of gates and FeatureSets: \`stagegate_feature_enabled\`. All others grow with one of the two. A worked example:
the catalog of Kubernetes (${sets.gates} gates) and ${sets.featureSets} FeatureSets, each with ${sets.overrides} overrides, of which one ends on a date. Counted, not estimated:

${table(
  ['family', 'one series for each', '`--gate-series=All`', '`--gate-series=Exceptions`'],
  [...growth, ['all families of objects', '', String(total(all)), String(total(exceptions))]],
)}
With \`All\`, G gates and F FeatureSets of a component give G × F series, and at most ${familiesPer('gate')} more for each gate, ${familiesPer('plugin')} for each plugin,
${familiesPer('FeatureSet') + 3} for each FeatureSet, ${familiesPer('override')} for each override and ${familiesPer('plugin in use')} for each plugin in use. ${sets.gates} gates × 100 FeatureSets are ${(sets.gates * 100).toLocaleString('en-US')}.
\`Exceptions\` exports only what is not simply at its default, \`None\` nothing of \`stagegate_feature_enabled\` at all.

\`Auto\`, the default, is \`All\` while that gives fewer than 10,000 series of \`stagegate_feature_enabled\` in the cluster, and \`Exceptions\` from then
on; it is \`All\` again once there are fewer than 8,000. \`stagegate_gate_series\` says how many there are, \`stagegate_gate_series_info\` which are
exported, and the log says when that changes. Every other family is exported as it is. Build alerts and
dashboards on exceptions, overrides and findings, which are always there, and never on a gate at its default; set \`All\` where you need those, too.

## How it is served

The answer is written while it is read, and compressed with gzip where the scraper accepts that, as Prometheus does.
`;
}

function growsWith(labels: readonly string[]): string {
  const [thing] = ['gate', 'plugin'].filter((label) => labels.includes(label));
  if (!labels.includes('featureset')) return thing ?? 'component';
  if (thing === 'plugin') return 'plugin in use';
  if (thing === 'gate') return labels.includes('level') ? 'gate and FeatureSet' : 'override';
  return labels.includes('severity') ? 'FeatureSet and severity' : 'FeatureSet';
}

/** How many families have one series for each of something, at most. */
function familiesPer(thing: string): number {
  return FAMILIES.filter(({ labels }) => growsWith(labels) === thing).length;
}

function total(counts: ReadonlyMap<string, number>): number {
  return [...counts.values()].reduce((sum, one) => sum + one, 0);
}
