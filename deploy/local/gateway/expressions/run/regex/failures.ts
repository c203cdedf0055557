import { bounded } from '../meter.ts'

/** The choices that failed, each at a place of the text: one bit for each. */
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
