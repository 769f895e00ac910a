/** GrowingUint32 is a list of unsigned 32-bit numbers that takes 4 bytes each, whereas an array takes 8 and more. */
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

  /** The numbers so far, without copying them: not to be changed. */
  toArray(): Uint32Array {
    return this.#numbers.subarray(0, this.#length);
  }
}
