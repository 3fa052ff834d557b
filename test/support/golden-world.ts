import { readFileSync } from 'node:fs';
import path from 'node:path';
import { parse } from 'yaml';
import type { KindName } from '../../src/api/kinds.ts';
import { evaluateOffline, type Item } from '../../src/cli/evaluation/offline-evaluation.ts';
import { worldsOf } from '../../src/cli/evaluation/worlds.ts';
import { configMapsOf } from '../../src/cli/input/config-maps.ts';
import { declaredObject, type DeclaredObject } from '../../src/cli/input/declared-object.ts';
import { readDocuments } from '../../src/cli/input/input.ts';
import { manifestsOf } from '../../src/cli/input/manifest.ts';
import { manifestText } from '../../src/cli/output/yaml-text.ts';
import { evaluateAll } from '../../src/lifecycle/component/evaluate.ts';
import type { ReportedRelease } from '../../src/lifecycle/install/reported.ts';
import { FAMILIES } from '../../src/report/metrics/families.ts';
import { EVENT_REASONS, type EventReason } from '../../src/report/words/reasons.ts';

/** Where the golden worlds are, a folder each. */
export const WORLDS = path.join(import.meta.dirname, '../golden/worlds');

/** Lists that stand with one line an entry. */
const LISTS = [
  ...['conditions', 'events', 'exceptions', 'findings', 'notices', 'plugins', 'releases', 'changes', 'blockers'],
  ...['enabled', 'disabled', 'discovery', 'names'],
];

interface Notice {
  readonly time: string;
  readonly reason: EventReason;
  readonly subjects: readonly string[];
  readonly message: string;
}

/** A status, as far as reasons are looked for in it. */
interface Told {
  readonly conditions: readonly { readonly reason: string }[];
  readonly notices?: readonly Notice[];
  readonly findings?: readonly { readonly reason: string }[];
  readonly upgrade?: { readonly blockers: readonly { readonly reason: string }[] };
}

/** What a world says, file by file, and every reason in it. */
export interface WorldAnswer {
  readonly files: ReadonlyMap<string, string>;
  readonly reasons: ReadonlySet<string>;
}

/**
 * Evaluates `world.yaml` at each moment of `moments.yaml`, each time with the statuses that stand: the status of every
 * object and the series at the last one, and the events of each.
 */
export function answerOf(name: string): WorldAnswer {
  const documents = readDocuments([path.join(WORLDS, name, 'world.yaml')], () => undefined);
  const configMaps = configMapsOf(documents);
  const moments = parse(readFileSync(path.join(WORLDS, name, 'moments.yaml'), 'utf8')) as {
    now: string;
    reported?: Record<string, ReportedRelease>;
  }[];
  const reasons = new Set<string>();
  const events: { at: string; events: object[] }[] = [];
  let objects = manifestsOf(documents, () => undefined).map(declaredObject);
  let items: readonly Item[] = [];
  let metrics = '';
  for (const moment of moments) {
    const now = Date.parse(moment.now);
    const reported = new Map(Object.entries(moment.reported ?? {}));
    ({ items } = evaluateOffline(objects, { reported, now, configMaps }));
    metrics = seriesOf(objects, { reported, now, configMaps });
    events.push({ at: moment.now, events: items.flatMap((item) => eventsOf(item, moment.now)) });
    for (const item of items) for (const reason of reasonsOf(item)) reasons.add(reason);
    objects = objects.map((object) => withStatus(object, items));
  }
  const statuses = items.map(({ kind, metadata, status }) => ({ object: referenceOf(kind, metadata), status }));
  return {
    files: new Map([
      ['status.yaml', manifestText('The status of every object at the last moment.', statuses, LISTS)],
      ['events.yaml', manifestText('What is announced at each moment.', events, LISTS)],
      ['metrics.txt', metrics],
    ]),
    reasons,
  };
}

function referenceOf(kind: string, { namespace, name }: Item['metadata']): string {
  return `${kind} ${namespace === undefined ? '' : `${namespace}/`}${name}`;
}

function withStatus(object: DeclaredObject, items: readonly Item[]): DeclaredObject {
  const { name, namespace } = object.raw.metadata;
  const item = items.find(
    ({ kind, metadata }) => kind === object.kind && metadata.name === name && metadata.namespace === namespace,
  );
  return { ...object, raw: { ...object.raw, status: item?.status } };
}

function reasonsOf({ status }: Item): string[] {
  const { conditions, notices = [], findings = [], upgrade } = status as unknown as Told;
  return [...conditions, ...notices, ...findings, ...(upgrade?.blockers ?? [])].map(({ reason }) => reason);
}

function eventsOf({ kind, metadata, status }: Item, at: string): object[] {
  const { notices = [] } = status as unknown as Told;
  return notices
    .filter(({ time }) => Date.parse(time) === Date.parse(at))
    .map(({ reason, subjects, message }) => {
      const { type, action } = EVENT_REASONS[reason];
      return { regarding: referenceOf(kind as KindName, metadata), type, action, reason, subjects, message };
    });
}

function seriesOf(objects: readonly DeclaredObject[], around: Parameters<typeof evaluateOffline>[1]): string {
  const evaluations = evaluateAll(worldsOf(objects, around));
  const lines = FAMILIES.flatMap(({ name, samples }) =>
    [...evaluations.values()]
      .flatMap((evaluation) => samples(evaluation, 'All'))
      .map(({ labels, value }) => {
        const pairs = Object.entries(labels).map(([label, text]) => `${label}=${JSON.stringify(text)}`);
        return `${name}{${pairs.join(',')}} ${value}`;
      }),
  );
  return `${lines.join('\n')}\n`;
}
