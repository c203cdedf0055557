import { declare } from '../model/declare.ts'
import { type } from '../model/type.ts'
import { bounded } from '../run/meter.ts'
import { type ArrayValue, type Instance, required } from '../run/value.ts'

interface Writer extends Instance {
  content: string
}

interface Reader extends Instance {
  content: string
  at: number
}

const put = (writer: Writer, added: string) => {
  writer.content += added
  bounded(writer.content.length)
}

declare({ name: 'System.IO.TextWriter', implements: ['IDisposable'] })
declare({ name: 'System.IO.TextReader', implements: ['IDisposable'] })
declare({
  name: 'System.IO.StringWriter',
  base: 'System.IO.TextWriter',
  text: (writer: Writer) => writer.content,
  members: {
    'new()': () => ({ type: type('System.IO.StringWriter'), content: '' }),
    'void Write(char value)': (writer: Writer, code: number) => put(writer, String.fromCharCode(code)),
    'void Write(string value)': (writer: Writer, value: string | null) => put(writer, value ?? ''),
    'void Write(char[] value, int start, int count)': (
      writer: Writer,
      value: ArrayValue,
      start: number,
      count: number
    ) =>
      put(
        writer,
        (value.items as number[])
          .slice(start, start + count)
          .map((each) => String.fromCharCode(each))
          .join('')
      ),
    'string ToString()': (writer: Writer) => writer.content,
    'void Close()': () => null
  }
})
declare({
  name: 'System.IO.StringReader',
  base: 'System.IO.TextReader',
  members: {
    'new(string value)': (value: string | null) => ({
      type: type('System.IO.StringReader'),
      content: required(value, 's'),
      at: 0
    }),
    'int Peek()': (reader: Reader) =>
      reader.at < reader.content.length ? reader.content.charCodeAt(reader.at) : -1,
    'int Read()': (reader: Reader) =>
      reader.at < reader.content.length ? reader.content.charCodeAt(reader.at++) : -1,
    'string ReadLine()': (reader: Reader) => {
      if (reader.at >= reader.content.length) return null
      const end = /\r\n|\r|\n|$/g
      end.lastIndex = reader.at
      const found = end.exec(reader.content)
      const line = reader.content.slice(reader.at, found?.index)
      reader.at = (found?.index ?? 0) + (found?.[0].length ?? 0)
      return line
    },
    'string ReadToEnd()': (reader: Reader) => {
      const rest = reader.content.slice(reader.at)
      reader.at = reader.content.length
      return rest
    },
    'void Close()': () => null
  }
})
