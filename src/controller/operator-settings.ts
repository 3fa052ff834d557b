import { parseArgs } from 'node:util';
import { z } from 'zod';
import type { GateSeriesSetting } from './metrics/gate-series-extent.ts';

/** The operator's settings. */
export interface Config {
  readonly kubeconfig: string | undefined;
  readonly context: string | undefined;
  readonly listen: { readonly host: string; readonly port: number };
  readonly logLevel: 'debug' | 'info' | 'warn' | 'error';
  readonly gateSeries: GateSeriesSetting;
  readonly resyncSeconds: number;
}

const listen = z
  .string()
  .regex(/^(\[[0-9a-fA-F:]*\]|[^:]*):[0-9]{1,5}$/, 'must be HOST:PORT or :PORT')
  .transform((text) => {
    const colon = text.lastIndexOf(':');
    return { host: text.slice(0, colon).replace(/^\[|\]$/g, ''), port: Number(text.slice(colon + 1)) };
  })
  .refine(({ port }) => port <= 65535, 'must have a port of 65535 at most');

interface Setting {
  readonly flag: string;
  readonly env: string;
  readonly value: string;
  readonly help: string;
  readonly fallback: string | undefined;
  readonly schema: z.ZodType;
}

/** Every setting: the flag wins over the environment variable, which wins over the default. */
export const SETTINGS = {
  kubeconfig: {
    flag: 'kubeconfig',
    env: 'STAGEGATE_KUBECONFIG',
    value: 'PATH',
    help: 'kubeconfig to use; without one, as kubectl finds it (KUBECONFIG, ~/.kube/config), else the service account of the pod',
    fallback: undefined,
    schema: z.string().min(1).optional(),
  },
  context: {
    flag: 'context',
    env: 'STAGEGATE_CONTEXT',
    value: 'NAME',
    help: 'context of the kubeconfig; without one, its current context',
    fallback: undefined,
    schema: z.string().min(1).optional(),
  },
  listen: {
    flag: 'listen',
    env: 'STAGEGATE_LISTEN',
    value: 'HOST:PORT',
    help: 'where /healthz, /readyz and /metrics are served; port 0 takes a free one',
    fallback: ':8080',
    schema: listen,
  },
  logLevel: {
    flag: 'log-level',
    env: 'STAGEGATE_LOG_LEVEL',
    value: 'LEVEL',
    help: 'debug, info, warn or error',
    fallback: 'info',
    schema: z.enum(['debug', 'info', 'warn', 'error']),
  },
  gateSeries: {
    flag: 'gate-series',
    env: 'STAGEGATE_GATE_SERIES',
    value: 'EXTENT',
    help: 'series of gates × FeatureSets in /metrics: All, Exceptions (gates not at their default), None, or Auto: All while they are fewer than 10,000, else Exceptions',
    fallback: 'Auto',
    schema: z.enum(['Auto', 'All', 'Exceptions', 'None']),
  },
  resyncSeconds: {
    flag: 'resync-seconds',
    env: 'STAGEGATE_RESYNC_SECONDS',
    value: 'N',
    help: 'seconds between two full lists; a safeguard, since every change is watched',
    fallback: '36000',
    schema: z.coerce.number().int().min(1).max(1_000_000),
  },
} as const satisfies Record<keyof Config, Setting>;

/** What the command line asks for: settings to run with, help, or a complaint with what to do about it. */
export type Reading =
  | { readonly kind: 'Run'; readonly config: Config }
  | { readonly kind: 'Help'; readonly text: string }
  | { readonly kind: 'Refused'; readonly problems: readonly string[] };

/** Reads flags and environment variables; never throws. */
export function readConfig(args: readonly string[], env: Readonly<Record<string, string | undefined>>): Reading {
  const options = Object.fromEntries(Object.values(SETTINGS).map(({ flag }) => [flag, { type: 'string' as const }]));
  let values: Record<string, string | boolean | undefined>;
  try {
    values = parseArgs({
      args: [...args],
      options: { ...options, help: { type: 'boolean', short: 'h' } },
      strict: true,
    }).values;
  } catch (error) {
    return { kind: 'Refused', problems: [`${error instanceof Error ? error.message : String(error)}; see --help`] };
  }
  if (values['help']) return { kind: 'Help', text: helpText() };
  const problems: string[] = [];
  const config: Record<string, unknown> = {};
  for (const [name, setting] of Object.entries<Setting>(SETTINGS)) {
    const [from, value] = origin(setting, values, env);
    const parsed = setting.schema.safeParse(value);
    if (parsed.success) config[name] = parsed.data;
    else
      problems.push(
        `${from} is '${value ?? ''}': ${setting.help}${parsed.error.issues[0] ? ` (${parsed.error.issues[0].message})` : ''}`,
      );
  }
  return problems.length > 0 ? { kind: 'Refused', problems } : { kind: 'Run', config: config as unknown as Config };
}

function origin(
  setting: Setting,
  values: Readonly<Record<string, string | boolean | undefined>>,
  env: Readonly<Record<string, string | undefined>>,
): [from: string, value: string | undefined] {
  const flag = values[setting.flag];
  if (typeof flag === 'string') return [`--${setting.flag}`, flag];
  const variable = env[setting.env];
  if (variable !== undefined && variable !== '') return [setting.env, variable];
  return [`--${setting.flag}`, setting.fallback];
}

/** The text of --help, from the table of settings; fits 80 columns. */
export function helpText(): string {
  const rows = Object.values<Setting>(SETTINGS).flatMap(({ flag, value, help, env, fallback }) => [
    `  --${flag} ${value}`,
    ...wrapped(help),
    `      ${env}${fallback === undefined ? '' : `; default ${fallback}`}`,
  ]);
  return [
    'Usage: npm start -- [FLAGS]',
    '',
    'Runs the Stagegate operator against a Kubernetes API server until it is told to',
    'stop. A flag wins over its environment variable.',
    '',
    ...rows,
    '',
  ].join('\n');
}

function wrapped(text: string): string[] {
  const lines: string[] = [];
  for (const word of text.split(' ')) {
    const line = lines.at(-1);
    if (line !== undefined && line.length + word.length < 79) lines[lines.length - 1] = `${line} ${word}`;
    else lines.push(`      ${word}`);
  }
  return lines;
}
