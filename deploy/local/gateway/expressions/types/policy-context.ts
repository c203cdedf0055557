import { CONSUMED_BODY, URL_PORT_TYPE, VARIABLE_OF_ANOTHER_TYPE } from '../../undocumented.ts'
import { isInstanceOf, unbox } from '../bind/conversion.ts'
import type { ExpressionContext, Headers, MessageBody, Request, Url } from '../expression-context.ts'
import { declare } from '../model/declare.ts'
import { named, show } from '../model/relation.ts'
import { type Type, type } from '../model/type.ts'
import { dateTime, fromMilliseconds, timeSpan } from '../run/calendar.ts'
import { readJson } from '../run/json-reader.ts'
import { iterate, list } from '../run/sequence.ts'
import { bytes, fail, required, strings, typeOf } from '../run/value.ts'
import { zero } from '../run/zero.ts'
import { dictionary, setEntry, type Table } from './dictionary.ts'
import { guid } from './guid.ts'
import { hostTable } from './host-table.ts'

type C = ExpressionContext

const string = () => type('System.String')
const lower = (name: string) => name.toLowerCase()

/** A dictionary of the values of a query. A name is found in any case. */
function multiMap(source: Url['Query']): Table {
  const made = dictionary(string(), type('System.Array', string()), lower)
  for (const [name, values] of source) setEntry(made, name, strings(values))
  return made
}

const headers = ({ Headers }: { Headers: Headers }): Table =>
  hostTable(type('System.Array', string()), Headers, strings, lower)

const variables = ({ Variables }: C): Table => hostTable(type('System.Object'), Variables, (value) => value)

function parameters(source: Map<string, string>): Table {
  const made = dictionary(string(), string(), lower)
  for (const [name, value] of source) setEntry(made, name, value)
  return made
}

/** Properties that the host object has under the same name, each written as its type and its name. */
function own(properties: string): Record<string, (host: never) => unknown> {
  return Object.fromEntries(
    properties
      .split(', ')
      .map((each) => [each, (host: Record<string, unknown>) => host[each.split(' ')[1] ?? ''] ?? null])
  )
}

const dictionaryOf = 'IReadOnlyDictionary<string, string[]>'

declare({
  name: 'IUrl',
  kind: 'interface',
  members: {
    ...own('string Scheme, string Host, string Path, string QueryString'),
    [`${URL_PORT_TYPE} Port`]: (url: Url) => (URL_PORT_TYPE === 'int' ? url.Port : String(url.Port)),
    [`${dictionaryOf} Query`]: (url: Url) => multiMap(url.Query),
    'string ToString()': shownUrl
  }
})
declare({
  name: 'IMessageBody',
  kind: 'interface',
  members: {
    'R As<R>(bool preserveContent = false)': readBody,
    'IDictionary<string, System.Collections.Generic.IList<string>> AsFormUrlEncodedContent(bool preserveContent = false)':
      readForm
  }
})
declare({
  name: 'IRequest',
  kind: 'interface',
  members: {
    ...own('string Method, IUrl Url, IUrl OriginalUrl, string IpAddress, IMessageBody Body'),
    [`${dictionaryOf} Headers`]: headers,
    'IReadOnlyDictionary<string, string> MatchedParameters': (request: Request) =>
      parameters(request.MatchedParameters)
  }
})
declare({
  name: 'IResponse',
  kind: 'interface',
  members: {
    ...own('int StatusCode, string StatusReason, IMessageBody Body'),
    [`${dictionaryOf} Headers`]: headers
  }
})
declare({
  name: 'IApi',
  kind: 'interface',
  members: own(
    'string Id, string Name, string Path, string Revision, string Version, bool IsCurrentRevision, IUrl ServiceUrl'
  )
})
declare({
  name: 'IDeployment',
  kind: 'interface',
  members: own('string GatewayId, string Region, string ServiceId, string ServiceName')
})
declare({
  name: 'ILastError',
  kind: 'interface',
  members: own(
    'string Source, string Reason, string Message, string Scope, string Section, string Path, string PolicyId'
  )
})
declare({
  name: 'IOperation',
  kind: 'interface',
  members: own('string Id, string Method, string Name, string UrlTemplate')
})
declare({ name: 'IProduct', kind: 'interface', members: own('string Id, string Name') })
declare({
  name: 'ISubscription',
  kind: 'interface',
  members: {
    ...own('string Id, string Key, string Name, string SecondaryKey'),
    'string PrimaryKey': (subscription: { Key: string }) => subscription.Key
  }
})
declare({
  name: 'IUser',
  kind: 'interface',
  members: own('string Id, string Email, string FirstName, string LastName')
})
declare({
  name: 'IContext',
  kind: 'interface',
  members: {
    ...own(
      'IApi Api, IDeployment Deployment, ILastError LastError, IOperation Operation, IProduct Product, IRequest Request, IResponse Response, ISubscription Subscription, bool Tracing, IUser User'
    ),
    'TimeSpan Elapsed': (context: C) => timeSpan(BigInt(Math.round(context.Elapsed * 10_000))),
    'Guid RequestId': (context: C) => guid(context.RequestId),
    'DateTime Timestamp': (context: C) => dateTime(fromMilliseconds(context.Timestamp.getTime()), 'Utc'),
    'IReadOnlyDictionary<string, object> Variables': variables,
    'void Trace(string message)': (context: C, message: string | null) => context.Trace(message ?? '')
  }
})

declare({
  name: 'VariablesExtensions',
  kind: 'static',
  members: {
    'static R GetValueOrDefault<R>(this IReadOnlyDictionary<string, object> source, string name)': (
      source: Table,
      name: string,
      types: Type[]
    ) => variable(source, name, types, undefined),
    'static R GetValueOrDefault<R>(this IReadOnlyDictionary<string, object> source, string name, R fallback)':
      (source: Table, name: string, fallback: unknown, types: Type[]) =>
        variable(source, name, types, fallback),
    'static object GetValueOrDefault(this IReadOnlyDictionary<string, object> source, string name)': (
      source: Table,
      name: string
    ) => source.entries.get(required(name, 'key'))?.items[1] ?? null,
    'static object GetValueOrDefault(this IReadOnlyDictionary<string, object> source, string name, object fallback)':
      (source: Table, name: string, fallback: unknown) =>
        source.entries.get(required(name, 'key'))?.items[1] ?? fallback,
    'static string GetValueOrDefault(this IReadOnlyDictionary<string, string> source, string name)': (
      source: Table,
      name: string
    ) => source.entries.get(source.fold(name))?.items[1] ?? '',
    'static string GetValueOrDefault(this IReadOnlyDictionary<string, string> source, string name, string fallback)':
      (source: Table, name: string, fallback: string | null) =>
        source.entries.get(source.fold(name))?.items[1] ?? fallback,
    'static string ToQueryString(this IDictionary<string, System.Collections.Generic.IList<string>> source)':
      form,
    'static string ToFormUrlEncodedContent(this IDictionary<string, System.Collections.Generic.IList<string>> source)':
      form
  }
})

function variable(source: Table, name: string, types: Type[], fallback: unknown): unknown {
  const [of = type('System.Object')] = types
  const found = source.entries.get(required(name, 'key'))?.items[1] ?? null
  const otherwise = fallback === undefined ? zero(of) : fallback
  if (found === null) return otherwise
  if (isInstanceOf(found, of)) return named(of, 'Object') ? found : unbox(found, of)
  if (VARIABLE_OF_ANOTHER_TYPE === 'default') return otherwise
  return fail(
    'InvalidCastException',
    `Unable to cast object of type '${show(typeOf(found))}' to type '${show(of)}'.`
  )
}

/** The fields of a form, each with its values in order. */
function readForm(body: MessageBody, preserveContent: boolean): Table {
  const text = readBody(body, preserveContent, [string()]) as string
  const fields = new URLSearchParams(text)
  const made = dictionary(string(), type('System.Collections.Generic.IList', string()))
  for (const name of new Set(fields.keys())) setEntry(made, name, list(string(), fields.getAll(name)))
  return made
}

function readBody(body: MessageBody, preserveContent: boolean, types: Type[]): unknown {
  const [of = type('System.Object')] = types
  if (body.content === null && CONSUMED_BODY === 'throw')
    fail(
      'InvalidOperationException',
      'The body was read before. Read it with As<T>(preserveContent: true) the first time.'
    )
  const content = body.content ?? new Uint8Array()
  if (!preserveContent) body.content = null
  if (named(of, 'Array') && of.arguments[0] === type('System.Byte')) return bytes(content)
  const text = new TextDecoder().decode(content)
  if (named(of, 'String')) return text
  const name = of.definition.shortName
  if (name === 'JObject' || name === 'JArray' || name === 'JToken') return readJson(text, name)
  return fail(
    'InvalidOperationException',
    `A body cannot be read as ${show(of)}. Use string, byte[], JObject, JArray or JToken.`
  )
}

function shownUrl(url: Url): string {
  const isDefault = url.Port === { http: 80, https: 443 }[url.Scheme]
  return `${url.Scheme}://${url.Host}${isDefault ? '' : `:${url.Port}`}${url.Path}${url.QueryString}`
}

function form(source: Table): string {
  const pairs = [...source.entries.values()].flatMap(({ items: [name, values] }) =>
    [...iterate(values)].map(
      (each) => `${encodeURIComponent(String(name))}=${encodeURIComponent(String(each))}`
    )
  )
  return pairs.join('&')
}
