import { type Type, type } from '../model/type.ts'
import type { Pair } from './collections.ts'
import { dictionary, type Table } from './dictionary.ts'

/**
 * A dictionary over a host map whose keys are already folded. A pair is made when it is read, because each access to
 * `context.Variables` or `Headers` makes a new dictionary, of which an expression reads only one or two pairs.
 */
export function hostTable<V>(
  valueType: Type,
  source: ReadonlyMap<string, V>,
  value: (from: V) => unknown,
  fold?: Table['fold']
): Table {
  const key = type('System.String')
  const pairType = type('System.Collections.Generic.KeyValuePair', key, valueType)
  const entries = new HostEntries(source, (name, from) => ({ type: pairType, items: [name, value(from)] }))
  return { ...dictionary(key, valueType, fold), entries, iterate: () => entries.values() }
}

class HostEntries<V> extends Map<unknown, Pair> {
  readonly #source: ReadonlyMap<string, V>
  readonly #pair: (name: string, from: V) => Pair
  #isFilled = false

  constructor(source: ReadonlyMap<string, V>, pair: (name: string, from: V) => Pair) {
    super()
    this.#source = source
    this.#pair = pair
  }

  // A single pair is not kept, because the entries must have the order of the source.
  override get(key: unknown): Pair | undefined {
    if (this.#isFilled || typeof key !== 'string') return super.get(key)
    const from = this.#source.get(key)
    return from === undefined && !this.#source.has(key) ? undefined : this.#pair(key, from as V)
  }

  override has(key: unknown): boolean {
    return this.#isFilled ? super.has(key) : typeof key === 'string' && this.#source.has(key)
  }

  override get size(): number {
    return this.#isFilled ? super.size : this.#source.size
  }

  override set(key: unknown, pair: Pair): this {
    this.#fill()
    return super.set(key, pair)
  }

  override delete(key: unknown): boolean {
    this.#fill()
    return super.delete(key)
  }

  override clear(): void {
    this.#fill()
    super.clear()
  }

  override keys() {
    this.#fill()
    return super.keys()
  }

  override values() {
    this.#fill()
    return super.values()
  }

  override entries() {
    this.#fill()
    return super.entries()
  }

  override [Symbol.iterator]() {
    return this.entries()
  }

  override forEach(visit: (pair: Pair, key: unknown, map: Map<unknown, Pair>) => void): void {
    this.#fill()
    super.forEach(visit)
  }

  #fill(): void {
    if (this.#isFilled) return
    this.#isFilled = true
    for (const [name, from] of this.#source) super.set(name, this.#pair(name, from))
  }
}
