/** Whoever hears of something, in the order in which they began to listen. */
export class Listeners<Args extends readonly unknown[]> {
  readonly #all: ((...args: Args) => void)[] = [];

  /** Tells this one, too, from now on. */
  add(listener: (...args: Args) => void): void {
    this.#all.push(listener);
  }

  tell(...args: Args): void {
    for (const listener of this.#all) listener(...args);
  }
}
