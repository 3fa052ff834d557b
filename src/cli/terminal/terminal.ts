/** The world outside a command: standard output, standard error and the clock. */
export interface Terminal {
  readonly write: (text: string) => void;
  readonly note: Note;
  /** Milliseconds since 1970. */
  readonly now: () => number;
}

/** Tells a person something that does not stop the work. */
export type Note = (line: string) => void;
