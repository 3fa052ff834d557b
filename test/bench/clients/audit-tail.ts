import { closeSync, fstatSync, openSync, readSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import type { AuditEntry } from '../../integration/cluster/audit.ts';

const LOOK_MS = 200;

/** What the API server records from now on; each entry is read once, so that a long log costs no more than a short one. */
export class AuditTail {
  readonly entries: AuditEntry[] = [];
  readonly #path: string;
  #position: number;
  #rest = '';

  constructor(path: string) {
    this.#path = path;
    this.#position = sizeOf(path);
  }

  /** Reads what was recorded since, and answers all of it. */
  read(): readonly AuditEntry[] {
    const file = openSync(this.#path, 'r');
    try {
      const length = fstatSync(file).size - this.#position;
      const buffer = Buffer.alloc(length);
      this.#position += readSync(file, buffer, 0, length, this.#position);
      const lines = (this.#rest + buffer.toString()).split('\n');
      this.#rest = lines.pop() ?? '';
      this.entries.push(...lines.map((line) => JSON.parse(line) as AuditEntry));
    } finally {
      closeSync(file);
    }
    return this.entries;
  }

  /** Status writes of a resource that were answered with success; without a resource, all. */
  written(resource?: string): AuditEntry[] {
    return this.read().filter(
      ({ objectRef, responseStatus }) =>
        objectRef?.subresource === 'status' &&
        (resource === undefined || objectRef.resource === resource) &&
        (responseStatus?.code ?? 0) < 300,
    );
  }

  /** Waits until so many statuses of a resource are written. */
  async until(resource: string, count: number, patienceSeconds: number): Promise<AuditEntry[]> {
    const deadline = performance.now() + patienceSeconds * 1000;
    for (;;) {
      const found = this.written(resource);
      if (found.length >= count) return found;
      if (performance.now() > deadline) throw new Error(`${found.length} of ${count} statuses written in time`);
      await sleep(LOOK_MS);
    }
  }
}

/** Requests a second, from the first to the last. */
export function ratePerSecond(entries: readonly AuditEntry[]): number {
  let [begin, end] = [Infinity, -Infinity];
  for (const { requestReceivedTimestamp, stageTimestamp } of entries) {
    begin = Math.min(begin, Date.parse(requestReceivedTimestamp));
    end = Math.max(end, Date.parse(stageTimestamp));
  }
  return (entries.length / (end - begin)) * 1000;
}

function sizeOf(path: string): number {
  const file = openSync(path, 'r');
  try {
    return fstatSync(file).size;
  } finally {
    closeSync(file);
  }
}
