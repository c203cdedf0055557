import { type } from '../model/type.ts'
import { box } from './value.ts'

/** Reads a JSON number as a long, as a BigInteger when a long is too small, or as a double. Null when it is no number. */
export function jsonNumber(word: string): unknown {
  // 0x1F is hexadecimal and 017 octal.
  if (/^0x[\da-f]+$/i.test(word)) return whole(BigInt.asIntN(64, BigInt(word)))
  if (/^0[0-7]+$/.test(word)) return whole(BigInt.asIntN(64, BigInt(`0o${word.slice(1)}`)))
  if (/^0\d/.test(word)) return null
  if (/^-?\d+$/.test(word)) return whole(BigInt(word))
  if (!/^-?(\d+\.?\d*|\.\d+)(e[-+]?\d+)?$/i.test(word)) return null
  const value = Number(word)
  return Number.isFinite(value) ? box(value, type('System.Double')) : null
}

function whole(value: bigint): unknown {
  if (BigInt.asIntN(64, value) === value) return box(value, type('System.Int64'))
  return { type: type('System.Numerics.BigInteger'), boxed: value }
}
