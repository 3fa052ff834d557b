const TELL_EARLY_MS = 60_000;

/** What the reflectors of one client share, so that together they neither crowd the server nor repeat each other. */
export class WatchPeers {
  /** Those that the server does not allow at present. */
  readonly refused = new Set<unknown>();
  #toldEarlyMs = -Infinity;

  /** Whether it is to be told now that the server does not serve a resource yet: once a minute for all of them. */
  tellsEarly(nowMs: number): boolean {
    if (nowMs - this.#toldEarlyMs < TELL_EARLY_MS) return false;
    this.#toldEarlyMs = nowMs;
    return true;
  }
}
