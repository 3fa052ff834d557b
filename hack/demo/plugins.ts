import { readFileSync } from 'node:fs';
import path from 'node:path';
import { counted } from './cluster.ts';
import { linesWith, scrape } from './metrics.ts';
import { NAMESPACE, timed, type Stage } from './stage.ts';
import { until } from './until.ts';

const root = path.resolve(import.meta.dirname, '../..');
const ROUTER = 'hack/demo/router.yaml';
const FSET = ['fset', 'router', '-n', NAMESPACE] as const;
const VERDICTS = 'custom-columns=TYPE:.type,REASON:.reason,MESSAGE:.message';
/** Those of which there is something to say. */
const PLUGINS = '{range .status.plugins[?(@.reason)]}{.verdict} {.message}\n{end}';
/** The plugin on its way out. */
const BY_LABEL = 'llm-d-router.by-label';
const SERIES = 'stagegate_plugin_.*featureset="router".*plugin="by-label"';

/** The second act: plugins of another component, one deprecated, one Alpha that nobody opted in to, one removed. */
export async function pluginAct(stage: Stage, operatorUrl: string): Promise<void> {
  const { screen } = stage;
  screen.heading('Plugins: the endpoint picker of llm-d-router, on v0.10.0');
  const [catalog, ms] = await timed(stage.create('-f', 'config/catalogs/llm-d-router'));
  screen.done(`${counted(catalog.created.length, 'object')} created`, ms);
  screen.command(['cat', ROUTER]);
  screen.output(readFileSync(path.join(root, ROUTER), 'utf8'));
  const began = Date.now();
  await stage.create('-f', ROUTER);
  await judged(stage, 'v0.10.0');
  await showVerdicts(stage, operatorUrl);
  await announced(stage, 'v0.10.0', began);
  // Events about cluster-scoped objects stand in namespace default.
  const about = `involvedObject.name=${BY_LABEL}`;
  await stage.kubectl('get', 'events', '-n', 'default', '--field-selector', about, '-o', VERDICTS);

  screen.heading('The same on v0.11.0');
  await stage.kubectl('patch', ...FSET, '--type', 'merge', '-p', 'spec: {release: v0.11.0}');
  await judged(stage, 'v0.11.0');
  await showVerdicts(stage, operatorUrl);
  const aboutSet = ['--field-selector', 'involvedObject.name=router'];
  await stage.kubectl('get', 'events', '-n', NAMESPACE, ...aboutSet, '-o', VERDICTS);
}

interface RouterStatus {
  readonly release?: string;
  readonly plugins: readonly { readonly level: string }[];
  readonly notices: readonly unknown[];
}

/** Waits for a status at that release, of every plugin, and for the events that it announces. */
async function judged(stage: Stage, release: string): Promise<void> {
  const { cluster } = stage;
  await until(`the FeatureSet to be judged at ${release}`, stage.patience(30), async () => {
    const { status } = await cluster.kubectl.json<{ status?: RouterStatus }>(['get', ...FSET]);
    if (status?.release !== release) throw new Error(`it is judged at ${status?.release ?? 'no release'}`);
    const unknown = status.plugins.filter(({ level }) => level === 'Unknown').length;
    if (unknown > 0) throw new Error(`${unknown} of ${status.plugins.length} plugins are not known yet`);
    const fields = ['--field-selector', 'involvedObject.name=router', '-o', 'name'];
    const events = await cluster.kubectl.output(['get', 'events', '-n', NAMESPACE, ...fields]);
    const posted = events.split('\n').filter((line) => line !== '').length;
    if (posted < status.notices.length) throw new Error(`${posted} of ${status.notices.length} events are there`);
    return true;
  });
}

interface PluginStatus {
  readonly releases: readonly { readonly release: string }[];
  readonly notices: readonly { readonly time: string }[];
}

/** Waits until the plugin on its way out speaks of a release, and for the events that it has announced since then. */
async function announced(stage: Stage, release: string, since: number): Promise<void> {
  const { kubectl } = stage.cluster;
  await until(`${BY_LABEL} to be judged at ${release}`, stage.patience(30), async () => {
    const { status } = await kubectl.json<{ status?: PluginStatus }>(['get', 'pmat', BY_LABEL]);
    if (!status?.releases.some((one) => one.release === release)) throw new Error(`it says nothing of ${release}`);
    const wanted = status.notices.filter(({ time }) => Date.parse(time) >= since).length;
    const fields = ['--field-selector', `involvedObject.name=${BY_LABEL}`, '-o', 'name'];
    const events = await kubectl.output(['get', 'events', '-n', 'default', ...fields]);
    const posted = events.split('\n').filter((line) => line !== '').length;
    if (posted < wanted) throw new Error(`${posted} of ${wanted} events are there`);
    return true;
  });
}

async function showVerdicts(stage: Stage, operatorUrl: string): Promise<void> {
  const { screen } = stage;
  await stage.kubectl('get', 'fset', '-n', NAMESPACE);
  await stage.kubectl('get', ...FSET, '-o', `jsonpath=${PLUGINS}`);
  screen.command(['curl', '-s', `${operatorUrl}/metrics`], `grep '${SERIES}'`);
  screen.output(linesWith(SERIES, await scrape(`${operatorUrl}/metrics`)));
}
