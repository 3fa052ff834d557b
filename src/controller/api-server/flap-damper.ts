/** Equal answers in a row before a different one is believed. */
const ENOUGH = 3;

/**
 * What is believed of a question that several servers answer in turn, and during a rollout differently: the first answer at
 * once, a different one when it came three times in a row.
 */
export class FlapDamper<T> {
  readonly #agrees: (believed: T, answer: T) => boolean;
  #believed: T | undefined;
  #candidate: T | undefined;
  #count = 0;

  /** `agrees`: whether an answer says the same as what is believed, or at least nothing else. */
  constructor(agrees: (believed: T, answer: T) => boolean) {
    this.#agrees = agrees;
  }

  /** Undefined before the first answer. */
  get believed(): T | undefined {
    return this.#believed;
  }

  /** Takes one answer; true where another one is believed from now on. */
  hear(answer: T): boolean {
    if (this.#believed !== undefined && this.#agrees(this.#believed, answer)) {
      this.#candidate = undefined;
      return false;
    }
    this.#count = this.#candidate !== undefined && this.#agrees(this.#candidate, answer) ? this.#count + 1 : 1;
    this.#candidate = answer;
    if (this.#believed !== undefined && this.#count < ENOUGH) return false;
    this.believe(answer);
    return true;
  }

  /** What was not asked counts as none of the answers in a row. */
  interrupt(): void {
    this.#candidate = undefined;
  }

  /** Believes this from now on, whatever was heard; undefined: nothing, so that the next answer is believed at once. */
  believe(known: T | undefined): void {
    this.#believed = known;
    this.#candidate = undefined;
  }
}
