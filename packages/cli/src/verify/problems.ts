const MAX_SHOWN = 20;

/** Problems collects what is wrong: the first 20 as sentences, all of them as a number. */
export class Problems {
  #count = 0;
  #shown: string[] = [];

  get count(): number {
    return this.#count;
  }

  get shown(): readonly string[] {
    return this.#shown;
  }

  add(sentence: string): void {
    this.#count++;
    if (this.#shown.length < MAX_SHOWN) this.#shown.push(sentence);
  }

  /** Tells of the one problem that all others come from. */
  replaceBy(sentence: string): void {
    this.#count = 1;
    this.#shown = [sentence];
  }
}
