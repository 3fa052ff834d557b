import { KubeConfig } from '@kubernetes/client-node';
import { pino } from 'pino';
import { Registry } from 'prom-client';
import manifest from '../package.json' with { type: 'json' };
import { readConfig, type Config } from './controller/config.ts';
import { registerProcessMetrics } from './controller/object-metrics.ts';
import { serve } from './controller/server.ts';
import { StagegateOperator } from './controller/stagegate-operator.ts';

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
  const logger = pino({ level: config.logLevel, base: null, timestamp: pino.stdTimeFunctions.isoTime });
  let kubeConfig: KubeConfig;
  try {
    kubeConfig = loadKubeConfig(config);
  } catch (error) {
    process.stderr.write(
      `stagegate: cannot read the kubeconfig: ${error instanceof Error ? error.message : String(error)}; set --kubeconfig or --context\n`,
    );
    process.exitCode = 2;
    return;
  }
  const registry = new Registry();
  registerProcessMetrics(registry, { version, node: process.version });
  const operator = new StagegateOperator({ kubeConfig, logger, registry, config, version });
  const server = await serve(config.listen, { registry, readiness: operator.readiness });
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

function loadKubeConfig({ kubeconfig, context }: Config): KubeConfig {
  const kubeConfig = new KubeConfig();
  if (kubeconfig === undefined) kubeConfig.loadFromDefault();
  else kubeConfig.loadFromFile(kubeconfig);
  if (context !== undefined) {
    if (!kubeConfig.getContexts().some(({ name }) => name === context))
      throw new Error(`it has no context '${context}'`);
    kubeConfig.setCurrentContext(context);
  }
  return kubeConfig;
}
