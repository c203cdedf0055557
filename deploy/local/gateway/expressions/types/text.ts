import { declare } from '../model/declare.ts'
import { type } from '../model/type.ts'
import { composite, text } from '../run/format.ts'
import { bounded } from '../run/meter.ts'
import { replace, substring } from '../run/text.ts'
import { type ArrayValue, array, buffer, bytes, fail, type Instance, required } from '../run/value.ts'

interface Builder extends Instance {
  content: string
}

const append = (builder: Builder, added: string) => {
  builder.content += added
  bounded(builder.content.length)
  return builder
}

const insert = (builder: Builder, index: number, added: string) => {
  const { content } = builder
  if (index < 0 || index > content.length) outOfRange('index')
  builder.content = content.slice(0, index)
  return append(append(builder, added), content.slice(index))
}

const outOfRange = (name: string): never =>
  fail(
    'ArgumentOutOfRangeException',
    `Index was out of range. Must be non-negative and less than the size of the collection.\nParameter name: ${name}`
  )

const make = (content: string): Builder => ({ type: type('System.Text.StringBuilder'), content })

declare({
  name: 'System.Text.StringBuilder',
  text: (value: Builder) => value.content,
  members: {
    'new()': () => make(''),
    'new(int capacity)': () => make(''),
    'new(string value)': (value: string | null) => make(value ?? ''),
    'int Length': (builder: Builder) => builder.content.length,
    'set int Length': (builder: Builder, length: number) => {
      if (length < 0) outOfRange('value')
      builder.content = builder.content.slice(0, length).padEnd(bounded(length), '\0')
    },
    'char this[int index]': (builder: Builder, index: number) =>
      index >= 0 && index < builder.content.length
        ? builder.content.charCodeAt(index)
        : fail('IndexOutOfRangeException', 'Index was outside the bounds of the array.'),
    'set char this[int index]': (builder: Builder, index: number, code: number) => {
      const { content } = builder
      if (index < 0 || index >= content.length) outOfRange('index')
      builder.content = content.slice(0, index) + String.fromCharCode(code) + content.slice(index + 1)
    },
    'int Capacity': (builder: Builder) => Math.max(16, builder.content.length),
    'new(string value, int capacity)': (value: string | null) => make(value ?? ''),
    'StringBuilder Append(string value, int start, int count)': (
      builder: Builder,
      value: string | null,
      start: number,
      count: number
    ) => append(builder, substring(value ?? '', start, count)),
    'StringBuilder Append(char[] value)': (builder: Builder, value: ArrayValue | null) =>
      append(builder, ((value?.items ?? []) as number[]).map((each) => String.fromCharCode(each)).join('')),
    'StringBuilder Replace(char from, char to)': (builder: Builder, from: number, to: number) => {
      builder.content = builder.content.replaceAll(String.fromCharCode(from), () => String.fromCharCode(to))
      return builder
    },
    'StringBuilder Insert(int index, char value)': (builder: Builder, index: number, code: number) =>
      insert(builder, index, String.fromCharCode(code)),
    'StringBuilder Insert(int index, object value)': (builder: Builder, index: number, value: unknown) =>
      insert(builder, index, text(value)),
    'bool Equals(StringBuilder other)': (builder: Builder, other: Builder | null) =>
      builder.content === other?.content,
    'string ToString(int start, int length)': (builder: Builder, start: number, length: number) =>
      substring(builder.content, start, length),
    'StringBuilder Append(string value)': (builder: Builder, value: string | null) =>
      append(builder, value ?? ''),
    'StringBuilder Append(char value)': (builder: Builder, code: number) =>
      append(builder, String.fromCharCode(code)),
    'StringBuilder Append(char value, int count)': (builder: Builder, code: number, count: number) =>
      append(builder, String.fromCharCode(code).repeat(bounded(count))),
    'StringBuilder Append(object value)': (builder: Builder, value: unknown) => append(builder, text(value)),
    'StringBuilder AppendLine()': (builder: Builder) => append(builder, '\n'),
    'StringBuilder AppendLine(string value)': (builder: Builder, value: string | null) =>
      append(builder, `${value ?? ''}\n`),
    'StringBuilder AppendFormat(string pattern, params object[] values)': (
      builder: Builder,
      pattern: string | null,
      values: ArrayValue | null
    ) => append(builder, composite(required(pattern, 'format'), required(values, 'args').items)),
    'StringBuilder Insert(int index, string value)': (
      builder: Builder,
      index: number,
      value: string | null
    ) => insert(builder, index, value ?? ''),
    'StringBuilder Remove(int start, int length)': (builder: Builder, start: number, length: number) => {
      if (start < 0 || length < 0 || start + length > builder.content.length) outOfRange('index')
      builder.content = builder.content.slice(0, start) + builder.content.slice(start + length)
      return builder
    },
    'StringBuilder Replace(string from, string to)': (builder: Builder, from: string, to: string | null) => {
      builder.content = replace(builder.content, from, to)
      return builder
    },
    'StringBuilder Clear()': (builder: Builder) => {
      builder.content = ''
      return builder
    },
    'string ToString()': (builder: Builder) => builder.content
  }
})

interface Encoding extends Instance {
  encode(text: string): Uint8Array
  decode(bytes: Uint8Array): string
}

const encoding = (encode: Encoding['encode'], decode: Encoding['decode']) => (): Encoding => ({
  type: type('System.Text.Encoding'),
  encode,
  decode
})
const utf8 = encoding(
  (value) => Buffer.from(value, 'utf8'),
  (content) => new TextDecoder('utf-8', { ignoreBOM: true }).decode(content)
)
const single = (max: number) =>
  encoding(
    (value) => Buffer.from([...value].map((each) => (each.charCodeAt(0) > max ? 63 : each.charCodeAt(0)))),
    (content) => Array.from(content, (each) => String.fromCharCode(each > max ? 63 : each)).join('')
  )

declare({
  name: 'System.Text.Encoding',
  members: {
    'static Encoding UTF8': utf8,
    'static Encoding ASCII': single(127),
    'static Encoding Unicode': encoding(
      (value) => Buffer.from(value, 'utf16le'),
      (content) => Buffer.from(content).toString('utf16le')
    ),
    'static Encoding Default': utf8,
    'static Encoding BigEndianUnicode': encoding(
      (value) => Buffer.from(value, 'utf16le').swap16(),
      (content) => Buffer.from(content).swap16().toString('utf16le')
    ),
    'static Encoding GetEncoding(string name)': named,
    'char[] GetChars(byte[] bytes)': (self: Encoding, value: ArrayValue | null) => {
      const decoded = self.decode(buffer(required(value, 'bytes')))
      return array(
        type('System.Char'),
        Array.from({ length: decoded.length }, (_, at) => decoded.charCodeAt(at))
      )
    },
    'int GetCharCount(byte[] bytes)': (self: Encoding, value: ArrayValue | null) =>
      self.decode(buffer(required(value, 'bytes'))).length,
    'byte[] GetBytes(char[] chars)': (self: Encoding, value: ArrayValue | null) =>
      bytes(
        self.encode(
          (required(value, 'chars').items as number[]).map((each) => String.fromCharCode(each)).join('')
        )
      ),
    'byte[] GetBytes(string text)': (self: Encoding, value: string | null) =>
      bytes(self.encode(required(value, 's'))),
    'int GetByteCount(string text)': (self: Encoding, value: string | null) =>
      self.encode(required(value, 's')).length,
    'string GetString(byte[] bytes)': (self: Encoding, value: ArrayValue | null) =>
      self.decode(buffer(required(value, 'bytes'))),
    'string GetString(byte[] bytes, int index, int count)': (
      self: Encoding,
      value: ArrayValue | null,
      index: number,
      count: number
    ) => self.decode(buffer(required(value, 'bytes')).subarray(index, index + count))
  }
})

function named(name: string | null): Encoding {
  const known = required(name, 'name').toLowerCase()
  if (/^utf-?8$/.test(known)) return utf8()
  if (/^(iso-8859-1|latin1)$/.test(known)) return single(255)()
  if (/^(us-)?ascii$/.test(known)) return single(127)()
  if (/^(utf-16|unicode)$/.test(known))
    return encoding(
      (value) => Buffer.from(value, 'utf16le'),
      (content) => Buffer.from(content).toString('utf16le')
    )()
  return fail('ArgumentException', `'${name}' is not a supported encoding name.\nParameter name: name`)
}
