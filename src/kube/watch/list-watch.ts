import type { Logger } from 'pino';
import type { Clock } from '../clock.ts';
import { ApiError, isStatus } from '../failure.ts';
import { compareResourceVersions } from '../object.ts';
import { pages } from './pages.ts';
import type { Origin, ReflectorSink } from './sink.ts';
import type { Slicer } from '../slicer.ts';
import type { Transport } from '../transport/transport.ts';
import { MalformedWatchEvent, parseWatchEvent, type WatchEvent } from './watch-event.ts';
import { Watchdog } from './watchdog.ts';

/** What a ListWatch works with. */
export interface ListWatchOptions {
  readonly transport: Pick<Transport, 'request' | 'stream'>;
  /** Of the collection. */
  readonly path: string;
  /** Such as `name=value`; undefined asks for the whole collection. */
  readonly labelSelector?: string | undefined;
  /** How long one watch may last; 600. A right that is withdrawn is noticed at its end. */
  readonly watchSeconds?: number | undefined;
  readonly sink: ReflectorSink;
  readonly logger: Logger;
  readonly clock: Clock;
  readonly random: () => number;
  /** What is taken in shares the event loop by these. */
  readonly slicer: Slicer;
  /** A request is about to be sent. */
  readonly onOperation: (operation: Operation) => void;
  /** The server answers a watch. */
  readonly onOpen: () => void;
  /** The sink has a full list. */
  readonly onSynced: () => void;
  /** The sink threw. */
  readonly onSinkError: (error: unknown) => void;
}

/** The request in hand; a WatchList is a watch. */
export type Operation = 'list' | 'watch';

/** The server's versions went back below what it said before: its storage was restored from a backup. */
class HistoryWentBack extends Error {
  override readonly name = 'HistoryWentBack';
}

/** How long the initial events may pause before the list is read in pages instead. */
const INITIAL_PAUSE_MS = 60_000;
/** Of a page, in characters: reading it takes a millisecond. */
const LARGE_PAGE = 100_000;
/** After so many streamed lists that the server failed at, the list is read in pages. */
const FAILED_STREAMS_LIMIT = 2;
/** What a watch may overrun its own timeout before it counts as dead. */
const OVERRUN_MS = 30_000;
/** Bookmarks come once a minute or not at all: where there was one, this long a silence is no peace. */
const BOOKMARK_PAUSE_MS = 180_000;

/** One attempt after the other to list and watch a collection; remembers where the next one goes on. */
export class ListWatch {
  readonly #options: ListWatchOptions;
  /** Where to resume; undefined asks for a full list. */
  #resourceVersion: string | undefined;
  /** The newest version seen. */
  #newest: string | undefined;
  #reset = false;
  #watchList = true;
  /** How often the server has failed in the middle of a streamed list, or before it, since it last gave a full one. */
  #failedStreams = 0;

  constructor(options: ListWatchOptions) {
    this.#options = options;
  }

  /** The next attempt lists everything again. */
  forget(): void {
    this.#resourceVersion = undefined;
  }

  /** Lists if it must, then watches until the server ends the stream. Throws what went wrong, the signal's reason included. */
  async run(signal: AbortSignal): Promise<void> {
    const streams = this.#watchList && this.#failedStreams < FAILED_STREAMS_LIMIT;
    if (this.#resourceVersion === undefined && streams && (await this.#streamList(signal))) return;
    if (this.#resourceVersion === undefined) await this.#pagedList(signal);
    await this.#watch({ resourceVersion: this.#resourceVersion }, false, signal);
  }

  /** List and watch in one stream; false where the server does not do that, or fails to do it. */
  async #streamList(signal: AbortSignal): Promise<boolean> {
    const { path, logger } = this.#options;
    const query = { sendInitialEvents: true, resourceVersionMatch: 'NotOlderThan' };
    try {
      await this.#watch(query, true, signal);
      if (this.#resourceVersion !== undefined) return true;
    } catch (error) {
      // A server whose cache is busy says 504; pages do not wait for its cache.
      const failed = error instanceof ApiError && error.status >= 500 && this.#resourceVersion === undefined;
      if (failed && ++this.#failedStreams >= FAILED_STREAMS_LIMIT) {
        logger.info({ path, reason: error.message }, 'Listed in pages: server fails to stream the list');
        return false;
      }
      if (!isStatus(error, 400) && !isStatus(error, 422)) throw error;
    }
    // Refused, or ended without the bookmark that closes the initial events: an older server does not know them.
    logger.info({ path }, 'Listed in pages: server does not stream lists');
    this.#watchList = false;
    return false;
  }

  async #pagedList(signal: AbortSignal): Promise<void> {
    const { transport, path, labelSelector, sink, slicer, onOperation } = this.#options;
    onOperation('list');
    this.#begin();
    let resourceVersion = '';
    for await (const page of pages(transport, { path, labelSelector }, signal)) {
      if (page.restarted) this.#begin();
      // Reading it took a good part of a slice.
      if (page.size >= LARGE_PAGE) await slicer.next();
      for (const item of page.items) {
        const held = this.#deliver(() => sink.upsert(item, 'list')) ?? slicer.pause();
        if (held !== undefined) await held;
      }
      resourceVersion = page.resourceVersion;
    }
    await this.#complete(resourceVersion, signal);
  }

  async #watch(
    query: Record<string, string | boolean | undefined>,
    asList: boolean,
    signal: AbortSignal,
  ): Promise<void> {
    const { transport, path, labelSelector, clock, random, slicer, onOperation, onOpen } = this.#options;
    const halfSeconds = (this.#options.watchSeconds ?? 600) / 2;
    const timeoutSeconds = Math.floor(halfSeconds + halfSeconds * random());
    const deadlineMs = timeoutSeconds * 1000 + OVERRUN_MS;
    const watchdog = new Watchdog(clock);
    let initial = asList;
    let pauseMs = initial ? INITIAL_PAUSE_MS : deadlineMs;
    const request = {
      path,
      query: { watch: true, labelSelector, allowWatchBookmarks: true, timeoutSeconds, ...query },
    };
    onOperation('watch');
    try {
      watchdog.arm(pauseMs);
      const stream = await transport.stream({ ...request, signal: AbortSignal.any([signal, watchdog.signal]) });
      onOpen();
      if (initial) this.#begin();
      for await (const line of stream) {
        // The sink may take its time: only the server's silence counts.
        watchdog.disarm();
        signal.throwIfAborted();
        const event = parseWatchEvent(line, `WATCH ${path}`);
        const held = this.#take(event, initial ? 'list' : 'watch') ?? slicer.pause();
        if (held !== undefined) await held;
        if (event.kind === 'Bookmark' && !initial) pauseMs = BOOKMARK_PAUSE_MS;
        if (event.kind === 'Bookmark' && initial && event.initialEventsEnd) {
          await this.#complete(event.resourceVersion, signal);
          initial = false;
          pauseMs = deadlineMs;
        }
        watchdog.arm(pauseMs);
      }
    } catch (error) {
      if (initial && watchdog.signal.aborted) this.#watchList = false;
      throw error;
    } finally {
      watchdog.disarm();
    }
  }

  #take(event: WatchEvent, origin: Origin): Promise<void> | undefined {
    const { sink } = this.#options;
    switch (event.kind) {
      case 'Upsert':
        if (origin === 'watch') this.#reached(event.object.metadata.resourceVersion);
        return this.#deliver(() => sink.upsert(event.object, origin));
      case 'Remove':
        if (origin === 'watch') this.#reached(event.object.metadata.resourceVersion);
        return this.#deliver(() => sink.remove(event.object));
      case 'Bookmark':
        if (origin === 'watch') this.#reached(event.resourceVersion);
        return undefined;
    }
  }

  #reached(resourceVersion: string | undefined): void {
    if (resourceVersion === undefined) return;
    this.#resourceVersion = resourceVersion;
    this.#newest = resourceVersion;
  }

  #begin(): void {
    void this.#deliver(() => this.#options.sink.replaceBegin(this.#reset));
  }

  async #complete(resourceVersion: string, signal: AbortSignal): Promise<void> {
    signal.throwIfAborted();
    if (resourceVersion === '')
      throw new MalformedWatchEvent(`LIST ${this.#options.path}: list has no resourceVersion`);
    if (!this.#reset && (compareResourceVersions(resourceVersion, this.#newest) ?? 0) < 0) {
      // Once more, and this time older versions are not refused.
      this.#reset = true;
      throw new HistoryWentBack(
        `LIST ${this.#options.path}: server is at ${resourceVersion}, but was at ${this.#newest}`,
      );
    }
    await this.#deliver(() => this.#options.sink.replaceEnd());
    this.#reset = false;
    this.#failedStreams = 0;
    this.#reached(resourceVersion);
    this.#options.onSynced();
  }

  /** Calls the sink; what it throws is its own bug and does not stop the stream. */
  #deliver(call: () => void | Promise<void>): Promise<void> | undefined {
    try {
      return call()?.catch(this.#options.onSinkError);
    } catch (error) {
      this.#options.onSinkError(error);
      return undefined;
    }
  }
}
