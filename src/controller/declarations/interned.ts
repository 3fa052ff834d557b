import { hash } from 'node:crypto';

/** Keeps one object for all that say the same, as long as anybody holds it: a thousand installs mostly ask for one of a few things. */
export class Interned<T extends object> {
  readonly #known = new Map<string, WeakRef<T>>();
  readonly #gone = new FinalizationRegistry<string>((key) => {
    if (this.#known.get(key)?.deref() === undefined) this.#known.delete(key);
  });

  /** The object that says the same as `value`: the first that came. */
  of(value: T): T {
    const key = hash('sha256', JSON.stringify(value), 'base64');
    const known = this.#known.get(key)?.deref();
    if (known) return known;
    this.#known.set(key, new WeakRef(value));
    this.#gone.register(value, key);
    return value;
  }
}
