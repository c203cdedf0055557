import { isIP } from 'node:net'
import { declare } from '../model/declare.ts'
import { type } from '../model/type.ts'
import { type ArrayValue, bytes, fail, type Instance, required } from '../run/value.ts'

interface Address extends Instance {
  /** Its bytes as hexadecimal digits, which equality compares. */
  identity: string
}

declare({
  name: 'System.Net.Sockets.AddressFamily',
  kind: 'enum',
  values: { InterNetwork: 2, InterNetworkV6: 23 }
})
declare({
  name: 'System.Net.IPAddress',
  text: shown,
  members: {
    'static IPAddress Parse(string text)': (text: string | null) =>
      address(required(text, 'ipString')) ?? fail('FormatException', 'An invalid IP address was specified.'),
    'static bool TryParse(string text, out IPAddress result)': (
      text: string | null,
      out: (found: Address | null) => void
    ) => {
      const found = text === null ? null : address(text)
      out(found)
      return found !== null
    },
    'static bool IsLoopback(IPAddress address)': (of: Address | null) => {
      const { identity } = required(of, 'address')
      return /^7f.{6}$/.test(identity) || identity === '1'.padStart(32, '0') || /^0{20}ffff7f/.test(identity)
    },
    'System.Net.Sockets.AddressFamily AddressFamily': (of: Address) => (of.identity.length === 8 ? 2 : 23),
    'byte[] GetAddressBytes()': (of: Address): ArrayValue => bytes(Buffer.from(of.identity, 'hex')),
    'string ToString()': shown
  }
})

function address(text: string): Address | null {
  const version = isIP(text)
  // .NET also reads 1, 1.2 and 1.2.3 as addresses. The last part fills the rest.
  const short = version === 0 && /^\d{1,10}(\.\d{1,8}){0,2}$/.test(text) ? filled(text) : null
  const identity = version === 6 ? long(text) : version === 4 ? filled(text) : short
  return identity === null ? null : { type: type('System.Net.IPAddress'), identity }
}

function filled(text: string): string | null {
  const numbers = text.split('.').map(Number)
  const last = numbers.pop() ?? 0
  const space = 256 ** (4 - numbers.length)
  if (last >= space || numbers.some((each) => each > 255)) return null
  return numbers.map((each) => hex(each, 2)).join('') + hex(last, (4 - numbers.length) * 2)
}

function long(text: string): string {
  const plain = text.replace(/%.*$/, '')
  const mapped = plain.replace(/(\d+)\.(\d+)\.(\d+)\.(\d+)$/, (_, ...parts: string[]) => {
    const [a = 0, b = 0, c = 0, d = 0] = parts.slice(0, 4).map(Number)
    return `${hex(a * 256 + b, 4)}:${hex(c * 256 + d, 4)}`
  })
  const [head = '', tail] = mapped.split('::')
  const groups = (part: string) => (part === '' ? [] : part.split(':'))
  const [before, after] = [groups(head), groups(tail ?? '')]
  const middle = tail === undefined ? [] : Array.from({ length: 8 - before.length - after.length }, () => '0')
  return [...before, ...middle, ...after].map((each) => each.padStart(4, '0').toLowerCase()).join('')
}

function shown({ identity }: Address): string {
  if (identity.length === 8) return [...Buffer.from(identity, 'hex')].join('.')
  const groups = identity.match(/.{4}/g)?.map((each) => each.replace(/^0{1,3}/, '')) ?? []
  // Leaves out the longest run of zeros, and the first one if several are equally long.
  const runs = [...groups.join(':').matchAll(/(?:^|(?<=:))0(?::0)+(?=:|$)/g)]
  const longest = runs.reduce((best, each) => (each[0].length > best.length ? each[0] : best), '')
  if (longest === '') return groups.join(':')
  const text = groups.join(':')
  const at = runs.find((each) => each[0] === longest)?.index ?? 0
  const [head, tail] = [
    text.slice(0, at).replace(/:$/, ''),
    text.slice(at + longest.length).replace(/^:/, '')
  ]
  return `${head}::${tail}`
}

const hex = (value: number, width: number) => value.toString(16).padStart(width, '0')
