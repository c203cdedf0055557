import { CSharpException } from '../errors.ts'
import { declare } from '../model/declare.ts'
import { isNullable, isReference, show } from '../model/relation.ts'
import { type Type, type } from '../model/type.ts'
import { is, type Token } from '../run/json.ts'
import { readJson } from '../run/json-reader.ts'
import { writeJson } from '../run/json-writer.ts'
import { fail, required } from '../run/value.ts'
import { deserialized } from './json-convert.ts'
import { shown } from './json-token.ts'

declare({ name: 'Newtonsoft.Json.Formatting', kind: 'enum', values: { None: 0, Indented: 1 } })

declare({
  name: 'Newtonsoft.Json.JsonConvert',
  kind: 'static',
  members: {
    'static string SerializeObject(object value)': (value: unknown) => writeJson(value, false),
    'static string SerializeObject(object value, Newtonsoft.Json.Formatting formatting)': (
      value: unknown,
      formatting: number
    ) => writeJson(value, formatting === 1),
    'static object DeserializeObject(string json)': (json: string | null) =>
      blank(required(json, 'value')) ? null : plain(readJson(json ?? '', 'JToken')),
    'static R DeserializeObject<R>(string json)': (json: string | null, types: Type[]) =>
      fromJson(required(json, 'value'), types[0] ?? type('System.Object'))
  }
})

const blank = (json: string) => json.trim() === ''

function fromJson(json: string, of: Type): unknown {
  if (blank(json))
    return isReference(of) || isNullable(of)
      ? null
      : fail('Newtonsoft.Json.JsonSerializationException', 'No JSON content found and type is not nullable.')
  const token = readJson(json, 'JToken')
  try {
    return deserialized(token, of)
  } catch (error) {
    const name = error instanceof CSharpException ? error.typeName : ''
    if (name !== 'System.FormatException' && name !== 'System.OverflowException') throw error
    return fail('Newtonsoft.Json.JsonReaderException', `Could not convert ${shown(token)} to ${show(of)}.`)
  }
}

const plain = (token: Token) => (is(token, 'JValue') ? token.value : token)
