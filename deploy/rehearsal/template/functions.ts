import { createHash } from 'node:crypto'
import { uniqueString } from '../../azure/unique-string.ts'
import type { Lambda, Scope } from './scope.ts'

type TemplateFunction = (scope: Scope, ...values: never[]) => unknown

/**
 * The functions of Azure Resource Manager that are left for run time in what the compiler predicts, and those of the
 * outputs of modules. An unknown one is an error.
 */
export const functions: Record<string, TemplateFunction> = {
  parameters: (scope, name: string) => scope.parameter(name),
  variables: (scope, name: string) => scope.variable(name),
  reference: (scope, resource: string) => scope.reference(resource),
  resourceId: ({ subscriptionId, resourceGroup }, ...parts: string[]) => {
    const type = parts.findIndex((part) => part.includes('/'))
    const [subscription = subscriptionId, group = resourceGroup] =
      type === 2 ? parts : type === 1 ? [undefined, parts[0]] : []
    return `/subscriptions/${subscription}/resourceGroups/${group}/providers/${idOf(parts.slice(type))}`
  },
  subscriptionResourceId: ({ subscriptionId }, ...parts: string[]) => {
    const type = parts.findIndex((part) => part.includes('/'))
    return `/subscriptions/${type === 1 ? parts[0] : subscriptionId}/providers/${idOf(parts.slice(type))}`
  },
  extensionResourceId: (_scope, of: string, ...parts: string[]) => `${of}/providers/${idOf(parts)}`,
  subscription: ({ subscriptionId, tenantId }) => ({
    id: `/subscriptions/${subscriptionId}`,
    subscriptionId,
    tenantId
  }),
  resourceGroup: ({ resourceGroup }) => ({ name: resourceGroup }),
  tenant: ({ tenantId }) => ({ tenantId }),
  environment: ({ environment }) => environment,
  copyIndex: ({ copyIndex }) => copyIndex?.(),
  deployment: ({ deployment }) => ({ name: deployment }),

  uniqueString: (_scope, ...values: string[]) => uniqueString(...values),
  guid: (_scope, ...values: string[]) => guid(values.join('-')),
  format: (_scope, text: string, ...values: unknown[]) =>
    text.replace(/\{(\d+)\}/g, (_, index) => String(values[Number(index)])),
  concat: (_scope, ...values: unknown[]) => (Array.isArray(values[0]) ? values.flat() : values.join('')),
  string: (_scope, value: unknown) => (typeof value === 'string' ? value : JSON.stringify(value)),
  json: (_scope, text: string) => JSON.parse(text),
  base64ToString: (_scope, text: string) => Buffer.from(text, 'base64').toString(),
  split: (_scope, text: string, by: string) => text.split(by),
  join: (_scope, values: string[], by: string) => values.join(by),
  replace: (_scope, text: string, what: string, by: string) => text.replaceAll(what, by),
  trim: (_scope, text: string) => text.trim(),
  substring: (_scope, text: string, start: number, length?: number) =>
    text.slice(start, length === undefined ? undefined : start + length),
  toLower: (_scope, text: string) => text.toLowerCase(),
  endsWith: (_scope, text: string, end: string) => text.toLowerCase().endsWith(end.toLowerCase()),
  startsWith: (_scope, text: string, start: string) => text.toLowerCase().startsWith(start.toLowerCase()),

  not: (_scope, value: boolean) => !value,
  and: (_scope, ...values: boolean[]) => values.every(Boolean),
  or: (_scope, ...values: boolean[]) => values.some(Boolean),
  equals: (_scope, a: unknown, b: unknown) => JSON.stringify(a) === JSON.stringify(b),
  empty: (_scope, value: unknown) =>
    value === undefined || value === null || value === '' || Object.keys(value as object).length === 0,
  contains: (_scope, of: string | unknown[] | object, value: string) =>
    typeof of === 'string' || Array.isArray(of) ? of.includes(value as never) : value in of,
  coalesce: (_scope, ...values: unknown[]) => values.find((value) => value !== undefined && value !== null),

  createObject: (_scope, ...values: unknown[]) =>
    Object.fromEntries(values.flatMap((name, at) => (at % 2 ? [] : [[name, values[at + 1]]]))),
  createArray: (_scope, ...values: unknown[]) => values,
  objectKeys: (_scope, value: object) => Object.keys(value).sort(),
  length: (_scope, value: string | unknown[]) => value.length,
  union: (_scope, ...values: unknown[][] | object[]) =>
    Array.isArray(values[0]) ? [...new Set((values as unknown[][]).flat())] : Object.assign({}, ...values),
  tryGet: (_scope, of: unknown[] | Record<string, unknown>, key: number | string) =>
    (of as Record<string, unknown>)[key] ?? null,
  first: (_scope, values: unknown[]) => values[0],
  last: (_scope, values: unknown[]) => values.at(-1),
  filter: (_scope, values: unknown[], keeps: Lambda) => values.filter((value) => keeps(value)),
  map: (_scope, values: unknown[], makes: Lambda) => values.map((value) => makes(value))
}

/** `('Microsoft.A/b/c', 'x', 'y')` is `Microsoft.A/b/x/c/y`. */
function idOf([type = '', ...names]: string[]): string {
  const [provider, ...types] = type.split('/')
  return [provider, ...types.flatMap((one, index) => [one, names[index]])].join('/')
}

/** A name-based UUID (RFC 9562 §5.5) in the namespace of Azure's templates. */
function guid(name: string): string {
  const namespace = Buffer.from('11fb06fb712d4ddd98c7e71bbd588830', 'hex')
  const bytes = createHash('sha1').update(namespace).update(name).digest().subarray(0, 16)
  bytes.writeUInt8((bytes.readUInt8(6) & 0x0f) | 0x50, 6)
  bytes.writeUInt8((bytes.readUInt8(8) & 0x3f) | 0x80, 8)
  return bytes.toString('hex').replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-')
}
