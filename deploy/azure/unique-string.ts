/**
 * What `uniqueString` of Azure's templates gives, so that the name of a resource is known before it is deployed: MurmurHash3
 * (two lanes of 32 bits) of the values, joined by dashes, as 13 letters of base32. A test compares it with Bicep's own.
 */
export function uniqueString(...values: string[]): string {
  let hash = murmur(Buffer.from(values.join('-')))
  let text = ''
  for (let letter = 0; letter < 13; letter++) {
    text += 'abcdefghijklmnopqrstuvwxyz234567'[Number(hash >> 59n)]
    hash = BigInt.asUintN(64, hash << 5n)
  }
  return text
}

const c1 = 0x239b961b
const c2 = 0xab0e9789

function murmur(data: Buffer): bigint {
  const { length } = data
  let h1 = 0
  let h2 = 0
  let at = 0
  for (; at + 8 <= length; at += 8) {
    h1 = multiply(rotate(h1 ^ mix1(data.readUInt32LE(at)), 19) + h2, 5) + 0x561ccd1b
    h2 = multiply(rotate(h2 ^ mix2(data.readUInt32LE(at + 4)), 13) + h1, 5) + 0x0bcaa747
  }
  if (at < length) h1 ^= mix1(readRest(data, at))
  if (at + 4 < length) h2 ^= mix2(readRest(data, at + 4))
  h1 = (h1 ^ length) + (h2 ^ length)
  h2 = (h2 ^ length) + h1
  h1 = finish(h1)
  h2 = finish(h2)
  h1 += h2
  h2 += h1
  return (BigInt(h2 >>> 0) << 32n) | BigInt(h1 >>> 0)
}

function mix1(word: number): number {
  return multiply(rotate(multiply(word, c1), 15), c2)
}

function mix2(word: number): number {
  return multiply(rotate(multiply(word, c2), 17), c1)
}

/** Up to four bytes, the lowest first. */
function readRest(data: Buffer, at: number): number {
  return data.readUIntLE(at, Math.min(4, data.length - at))
}

function finish(hash: number): number {
  const once = multiply(hash ^ (hash >>> 16), 0x85ebca6b)
  const twice = multiply(once ^ (once >>> 13), 0xc2b2ae35)
  return twice ^ (twice >>> 16)
}

function rotate(word: number, bits: number): number {
  return (word << bits) | (word >>> (32 - bits))
}

function multiply(a: number, b: number): number {
  return Math.imul(a, b)
}
