import { bounded } from '../meter.ts'

/** Remembers which choice failed at which position of the text, in one bit for each pair. */
export class Failures {
  readonly #places: number
  readonly #bits: Uint8Array

  constructor(choices: number, places: number) {
    this.#places = places
    this.#bits = new Uint8Array(bounded(Math.ceil((choices * places) / 8)))
  }

  has(choice: number, place: number): boolean {
    const bit = choice * this.#places + place
    return ((this.#bits[bit >> 3] as number) & (1 << (bit & 7))) !== 0
  }

  add(choice: number, place: number): void {
    const bit = choice * this.#places + place
    this.#bits[bit >> 3] = (this.#bits[bit >> 3] as number) | (1 << (bit & 7))
  }
}
