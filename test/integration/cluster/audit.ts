import { readFileSync } from 'node:fs';
import type { ControlPlaneClient } from '../../../hack/control-plane/control-plane.ts';
import { GROUP } from '../../../src/api/schema.ts';

/** One finished request that may have written, as the API server recorded it. */
export interface AuditEntry {
  readonly verb: string;
  readonly user: { readonly username: string };
  readonly objectRef?: {
    readonly apiGroup?: string;
    readonly resource: string;
    readonly subresource?: string;
    readonly namespace?: string;
    readonly name?: string;
  };
  readonly responseStatus?: { readonly code?: number };
  readonly requestReceivedTimestamp: string;
  readonly stageTimestamp: string;
}

/**
 * Everything recorded so far, oldest first: a request is recorded before its answer ends, but others may see what it did
 * earlier. A server that was killed may leave half an entry, and the next one goes on in the same line.
 */
export function readAudit({ auditLog }: ControlPlaneClient): AuditEntry[] {
  return readFileSync(auditLog, 'utf8')
    .split(/\n|(?=\{"kind":"Event","apiVersion":"audit)/)
    .flatMap((entry) => parsed(entry) ?? []);
}

function parsed(entry: string): AuditEntry | undefined {
  try {
    return JSON.parse(entry) as AuditEntry;
  } catch {
    return undefined;
  }
}

/** Requests to write a status of ours, whatever the answer. */
export function statusWrites(entries: readonly AuditEntry[]): AuditEntry[] {
  return entries.filter(({ objectRef }) => objectRef?.apiGroup === GROUP && objectRef.subresource === 'status');
}

/** Events that were created; one answered 409 was there already. */
export function eventsCreated(entries: readonly AuditEntry[]): AuditEntry[] {
  return entries.filter(
    ({ verb, objectRef, responseStatus }) =>
      verb === 'create' && objectRef?.resource === 'events' && responseStatus?.code === 201,
  );
}

/** How often each object's status was written, by name. */
export function writesByName(entries: readonly AuditEntry[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const { objectRef } of statusWrites(entries)) {
    const name = objectRef?.name ?? '';
    counts.set(name, (counts.get(name) ?? 0) + 1);
  }
  return counts;
}
