import { declare } from '../model/declare.ts'
import { type } from '../model/type.ts'
import { composite, text } from '../run/format.ts'
import { bounded } from '../run/meter.ts'
import { type ArrayValue, buffer, bytes, fail, type Instance, required } from '../run/value.ts'

interface Builder extends Instance {
  content: string
}

const append = (builder: Builder, added: string) => {
  builder.content += added
  bounded(builder.content.length)
  return builder
}

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
      builder.content = builder.content.slice(0, length).padEnd(bounded(length), '\0')
    },
    'char this[int index]': (builder: Builder, index: number) =>
      index < builder.content.length
        ? builder.content.charCodeAt(index)
        : fail('IndexOutOfRangeException', 'Index was outside the bounds of the array.'),
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
      pattern: string,
      values: ArrayValue
    ) => append(builder, composite(required(pattern, 'format'), values.items)),
    'StringBuilder Insert(int index, string value)': (
      builder: Builder,
      index: number,
      value: string | null
    ) => {
      const { content } = builder
      builder.content = content.slice(0, index)
      return append(append(builder, value ?? ''), content.slice(index))
    },
    'StringBuilder Remove(int start, int length)': (builder: Builder, start: number, length: number) => {
      builder.content = builder.content.slice(0, start) + builder.content.slice(start + length)
      return builder
    },
    'StringBuilder Replace(string from, string to)': (builder: Builder, from: string, to: string | null) => {
      builder.content = builder.content.replaceAll(required(from, 'oldValue'), () => to ?? '')
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
    'static Encoding GetEncoding(string name)': (name: string) =>
      /^utf-?8$/i.test(name) ? utf8() : /^(iso-8859-1|latin1)$/i.test(name) ? single(255)() : single(127)(),
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
