import { createCipheriv, createDecipheriv, createHash, createHmac, randomBytes } from 'node:crypto'

import { declare } from '../model/declare.ts'
import { type } from '../model/type.ts'
import { type ArrayValue, buffer, bytes, fail, type Instance, nullReference, required } from '../run/value.ts'

const ns = 'System.Security.Cryptography'

interface Hash extends Instance {
  algorithm: string
  key: Buffer | null
}

const digest = (self: Hash, input: ArrayValue | null) => {
  const content = buffer(required(input, 'buffer'))
  return bytes(
    self.key === null
      ? createHash(self.algorithm).update(content).digest()
      : createHmac(self.algorithm, self.key).update(content).digest()
  )
}

declare({
  name: `${ns}.HashAlgorithm`,
  implements: ['IDisposable'],
  members: {
    'byte[] ComputeHash(byte[] input)': digest,
    'byte[] ComputeHash(byte[] input, int offset, int count)': (
      self: Hash,
      input: ArrayValue,
      offset: number,
      count: number
    ) => digest(self, bytes(buffer(input).subarray(offset, offset + count))),
    'int HashSize': (self: Hash) => createHash(self.algorithm).digest().length * 8,
    'void Dispose()': () => null,
    'void Clear()': () => null
  }
})
declare({
  name: `${ns}.KeyedHashAlgorithm`,
  base: `${ns}.HashAlgorithm`,
  members: {
    'byte[] Key': (self: Hash) => bytes(self.key ?? Buffer.alloc(0)),
    'set byte[] Key': (self: Hash, key: ArrayValue | null) => {
      self.key = buffer(key ?? nullReference())
    }
  }
})
declare({ name: `${ns}.HMAC`, base: `${ns}.KeyedHashAlgorithm` })

for (const name of ['MD5', 'SHA1', 'SHA256', 'SHA384', 'SHA512']) {
  const algorithm = name.toLowerCase()
  const hash = (of: string) => (): Hash => ({ type: type(`${ns}.${of}`), algorithm, key: null })
  declare({
    name: `${ns}.${name}`,
    base: `${ns}.HashAlgorithm`,
    members: { [`static ${name} Create()`]: hash(name) }
  })
  if (name !== 'MD5')
    declare({
      name: `${ns}.${name}Managed`,
      base: `${ns}.${name}`,
      members: { 'new()': hash(`${name}Managed`) }
    })
  const keyed = (key: Buffer): Hash => ({ type: type(`${ns}.HMAC${name}`), algorithm, key })
  declare({
    name: `${ns}.HMAC${name}`,
    base: `${ns}.HMAC`,
    members: {
      'new()': () => keyed(randomBytes(64)),
      'new(byte[] key)': (key: ArrayValue | null) => keyed(buffer(key ?? nullReference()))
    }
  })
}

declare({
  name: `${ns}.RNGCryptoServiceProvider`,
  implements: ['IDisposable'],
  members: {
    'new()': () => ({ type: type(`${ns}.RNGCryptoServiceProvider`) }),
    'void GetBytes(byte[] bytes)': (_: Instance, target: ArrayValue) => {
      randomBytes(target.items.length).forEach((each, at) => {
        target.items[at] = each
      })
    }
  }
})

// API Management's own extensions on byte arrays.
declare({
  name: 'ByteArrayExtensions',
  kind: 'static',
  members: {
    'static byte[] Encrypt(this byte[] input, string algorithm, byte[] key, byte[] iv)': (
      input: ArrayValue,
      name: string,
      key: ArrayValue,
      iv: ArrayValue
    ) => cipher(createCipheriv, input, name, key, iv),
    'static byte[] Decrypt(this byte[] input, string algorithm, byte[] key, byte[] iv)': (
      input: ArrayValue,
      name: string,
      key: ArrayValue,
      iv: ArrayValue
    ) => cipher(createDecipheriv, input, name, key, iv)
  }
})

function cipher(
  create: typeof createCipheriv | typeof createDecipheriv,
  input: ArrayValue,
  name: string,
  key: ArrayValue,
  iv: ArrayValue
): ArrayValue {
  if (!/^(Aes|Rijndael)/i.test(name))
    return fail('ArgumentException', `The algorithm ${name} is not supported.`)
  try {
    const stream = create(`aes-${key.items.length * 8}-cbc`, buffer(key), buffer(iv))
    return bytes(Buffer.concat([stream.update(buffer(input)), stream.final()]))
  } catch {
    return fail(
      `${ns}.CryptographicException`,
      'The data, its key or its initialization vector is not valid.'
    )
  }
}
