import type { IncomingMessage, ServerResponse } from 'node:http';
import { Readable, type Writable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { setImmediate as turn } from 'node:timers/promises';
import { constants, createGzip } from 'node:zlib';
import type { MetricsPage } from './metrics-page.ts';

const SLICE_MS = 8;

/**
 * Answers with the page, compressed where that is accepted, as fast as it is read and with rests in which the event loop
 * turns. Rejects where the other side goes away.
 */
export async function sendMetrics(
  { method, headers }: IncomingMessage,
  response: ServerResponse,
  page: MetricsPage,
): Promise<void> {
  const pieces = await page.pieces();
  const zips = acceptsGzip(headers['accept-encoding']);
  response.writeHead(200, {
    'content-type': page.contentType,
    vary: 'accept-encoding',
    ...(zips && { 'content-encoding': 'gzip' }),
  });
  if (method === 'HEAD') return void response.end();
  const text = Readable.from(inSlices(pieces), { objectMode: false });
  const path: Writable[] = zips ? [createGzip({ level: constants.Z_BEST_SPEED }), response] : [response];
  await pipeline([text, ...path]);
}

async function* inSlices(pieces: Iterable<string>): AsyncGenerator<string, void, undefined> {
  let beganMs = performance.now();
  for (const piece of pieces) {
    if (piece !== '') yield piece;
    if (performance.now() - beganMs < SLICE_MS) continue;
    await turn();
    beganMs = performance.now();
  }
}

/** RFC 9110, section 12.5.3: named, or meant by the asterisk, and not with the weight 0. */
function acceptsGzip(header: string | string[] | undefined): boolean {
  const weights = new Map(
    String(header ?? '')
      .toLowerCase()
      .split(',')
      .map((part) => {
        const [coding = '', weight] = part.split(';').map((text) => text.trim());
        return [coding, Number(weight?.replace(/^q\s*=\s*/, '') ?? 1)];
      }),
  );
  return (weights.get('gzip') ?? weights.get('*') ?? 0) > 0;
}
