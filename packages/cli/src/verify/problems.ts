const MAX_SHOWN = 20;

/** Problems collects what is wrong: the first 20 as sentences, all of them as a number. */
export class Problems {
  count = 0;
  readonly shown: string[] = [];

  add(sentence: string): void {
    this.count++;
    if (this.shown.length < MAX_SHOWN) this.shown.push(sentence);
  }
}
