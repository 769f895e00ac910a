/** GrowingUint32 is a list of unsigned 32-bit numbers of 4 bytes each; an array takes 8 or more. */
export class GrowingUint32 {
  #numbers = new Uint32Array(1024);
  #length = 0;

  get length(): number {
    return this.#length;
  }

  push(value: number): void {
    if (this.#length === this.#numbers.length) {
      const grown = new Uint32Array(this.#numbers.length * 2);
      grown.set(this.#numbers);
      this.#numbers = grown;
    }
    this.#numbers[this.#length++] = value;
  }

  /** A view of the numbers so far; do not change it. */
  toArray(): Uint32Array {
    return this.#numbers.subarray(0, this.#length);
  }
}
