import type { Transport } from '../transport/transport.ts';

/** Which series to read: those of the gauge `name`, told apart by the value of `label`. */
export interface GaugeQuery {
  /** Where the server exposes its metrics, such as `/metrics`. */
  readonly path: string;
  readonly name: string;
  readonly label: string;
}

/**
 * Reads one gauge from a page in Prometheus' text format, by the value of one of its labels; empty where the page has no such
 * series. Goes through the page line by line and keeps nothing else of it: that of an API server has megabytes. Throws as
 * `Transport.stream` does.
 */
export async function readGauge(
  transport: Pick<Transport, 'stream'>,
  { path, name, label }: GaugeQuery,
  signal: AbortSignal,
): Promise<Map<string, number>> {
  const values = new Map<string, number>();
  const beginning = `${name}{`;
  // No value of a label holds a quote that is not escaped, so this is never found inside of one.
  const labelled = new RegExp(`[{,]${label}="((?:[^"\\\\]|\\\\.)*)"`);
  for await (const line of await transport.stream({ path, signal })) {
    if (!line.startsWith(beginning)) continue;
    const key = labelled.exec(line)?.[1];
    // A timestamp may follow the value.
    const [text = ''] = line
      .slice(line.lastIndexOf('}') + 1)
      .trim()
      .split(' ');
    if (key !== undefined && text !== '') values.set(key.replaceAll(/\\(.)/g, unescaped), Number(text));
  }
  return values;
}

function unescaped(_escape: string, character: string): string {
  return character === 'n' ? '\n' : character;
}
