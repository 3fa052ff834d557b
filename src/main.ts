import { pino } from 'pino';
import { Registry } from 'prom-client';
import manifest from '../package.json' with { type: 'json' };
import { readConfig, type Config } from './controller/operator-settings.ts';
import { registerProcessMetrics } from './controller/metrics/process-metrics.ts';
import { serve } from './controller/server.ts';
import { StagegateOperator } from './controller/stagegate-operator.ts';
import { LoopMeter } from './kube/loop-meter.ts';
import { loadKubeConfig } from './kube/transport/kube-config.ts';

const reading = readConfig(process.argv.slice(2), process.env);
switch (reading.kind) {
  case 'Help':
    process.stdout.write(reading.text);
    break;
  case 'Refused':
    for (const problem of reading.problems) process.stderr.write(`stagegate: ${problem}\n`);
    process.exitCode = 2;
    break;
  case 'Run':
    await run(reading.config);
    break;
}

async function run(config: Config): Promise<void> {
  const { version } = manifest;
  const logger = pino({
    level: config.logLevel,
    base: null,
    timestamp: pino.stdTimeFunctions.isoTime,
    formatters: { level: (level) => ({ level }) },
  });
  const kubeConfig = attempt(() => loadKubeConfig({ path: config.kubeconfig, context: config.context }));
  if (!kubeConfig) return;
  const registry = new Registry();
  const loop = new LoopMeter();
  loop.start();
  registerProcessMetrics(registry, { version, node: process.version, loop });
  const operator = new StagegateOperator({ kubeConfig, logger, registry, config, version });
  const server = await serve(config.listen, { metrics: operator.page, readiness: operator.readiness }).catch(refuse);
  if (!server) return;
  logger.info({ version, port: server.port, context: kubeConfig.getCurrentContext() }, 'Started');

  let stopping = false;
  const stop = (signal: NodeJS.Signals): void => {
    if (stopping) return;
    stopping = true;
    logger.info({ signal }, 'Stopping');
    void operator
      .shutDown()
      .then(() => server.close())
      .then(() => process.exit(0));
  };
  process.on('SIGTERM', stop);
  process.on('SIGINT', stop);
  await operator.start();
}

function attempt<T>(action: () => T): T | undefined {
  try {
    return action();
  } catch (error) {
    return refuse(error);
  }
}

/** What the operator cannot start with is said in one line, with the way out, and ends it with code 2. */
function refuse(error: unknown): undefined {
  process.stderr.write(`stagegate: ${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 2;
}
