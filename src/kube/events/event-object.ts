/** The object that an event is about, or that it also concerns. */
export interface EventObjectReference {
  readonly apiVersion: string;
  readonly kind: string;
  readonly name: string;
  readonly namespace?: string | undefined;
  readonly uid?: string | undefined;
  readonly resourceVersion?: string | undefined;
}

/** One event to be posted. */
export interface EventSpec {
  /** The event object's own name, a DNS subdomain; the caller derives it from what happened, so that a repeated post is a 409. */
  readonly name: string;
  readonly regarding: EventObjectReference;
  readonly related?: EventObjectReference | undefined;
  readonly type: 'Normal' | 'Warning';
  /** Why, in CamelCase, 1–128 bytes. */
  readonly reason: string;
  /** What was done, in CamelCase, 1–128 bytes. */
  readonly action: string;
  /** For people; cut to 1024 bytes. */
  readonly note: string;
  /** When it happened. */
  readonly time: Date;
}

/** Who reports: both parts of every event of one process. */
export interface EventReporter {
  /** A qualified name such as `example.dev/controller`. */
  readonly controller: string;
  /** The process, usually its host name; cut to 128 bytes. */
  readonly instance: string;
}

/** Where the API server wants an event of a cluster-scoped object; it takes no other namespace but `kube-system`. */
export const CLUSTER_SCOPED_EVENT_NAMESPACE = 'default';

const LONGEST_NOTE = 1024;
const LONGEST_INSTANCE = 128;

/** The namespace in which the event stands. */
export function eventNamespace({ regarding }: EventSpec): string {
  return regarding.namespace ?? CLUSTER_SCOPED_EVENT_NAMESPACE;
}

/** The events.k8s.io/v1 object, within the limits of Kubernetes' own validation (`pkg/apis/core/validation/events.go`). */
export function eventObject(spec: EventSpec, reporter: EventReporter): Record<string, unknown> {
  return {
    apiVersion: 'events.k8s.io/v1',
    kind: 'Event',
    metadata: { name: spec.name, namespace: eventNamespace(spec) },
    eventTime: microTime(spec.time),
    reportingController: reporter.controller,
    reportingInstance: truncateUtf8(reporter.instance, LONGEST_INSTANCE),
    action: spec.action,
    reason: spec.reason,
    regarding: spec.regarding,
    ...(spec.related !== undefined && { related: spec.related }),
    note: truncateUtf8(spec.note, LONGEST_NOTE),
    type: spec.type,
  };
}

/** RFC 3339 with six digits of fraction, as metav1.MicroTime is written. */
function microTime(time: Date): string {
  return time.toISOString().replace('Z', '000Z');
}

/** The longest beginning of `text` that has at most `bytes` bytes and ends with a whole character; `…` marks the cut. */
export function truncateUtf8(text: string, bytes: number): string {
  if (Buffer.byteLength(text) <= bytes) return text;
  const ellipsis = '…';
  const buffer = Buffer.from(text);
  let end = bytes - Buffer.byteLength(ellipsis);
  // 10xxxxxx continues a character: a cut before it would split one.
  while (end > 0 && ((buffer[end] ?? 0) & 0xc0) === 0x80) end--;
  return buffer.toString('utf8', 0, end) + ellipsis;
}
