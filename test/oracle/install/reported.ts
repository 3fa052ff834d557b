/** What an API server says of itself: emulation version and oldest compatible release, both major.minor. */
export interface ReportedRelease {
  readonly release: string;
  readonly minCompatibility?: string | undefined;
}

/** What a component says of its own gates, by name, and whether each is on; `NotPermitted`: it lets nobody ask. */
export type Observed = ReadonlyMap<string, boolean> | 'NotPermitted';
