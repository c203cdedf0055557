import { readFile } from 'node:fs/promises'
import type { Template } from '../template/resolve-deployment.ts'

/**
 * The parameters of a deployment from azd's file: `${NAME}` and `${NAME=default}` are the environment's values, and a
 * variable that is not there is an empty text. As in azd, a parameter counts as not given if its text is empty and the
 * template has a default, or if it is no number or boolean (Go's ParseBool) where the template wants one.
 */
export async function fillParameters(
  file: string,
  values: Record<string, string>,
  template: Template
): Promise<Record<string, unknown>> {
  const { parameters } = JSON.parse(await readFile(file, 'utf8')) as {
    parameters: Record<string, { value: unknown }>
  }
  return Object.fromEntries(
    Object.entries(parameters).flatMap(([name, { value }]) => {
      const declared = template.parameters?.[name]
      if (!declared) throw new Error(`${file} sets ${name}, which is no parameter of the template.`)
      const filled = typeof value === 'string' ? convert(fill(value, values), declared.type) : value
      const absent = filled === undefined || (filled === '' && declared.defaultValue !== undefined)
      return absent ? [] : [[name, filled]]
    })
  )
}

function fill(text: string, values: Record<string, string>): string {
  return text.replace(/\$\{(\w+)(?:=([^}]*))?\}/g, (_, name, otherwise = '') => values[name] || otherwise)
}

const truths: Record<string, boolean> = {
  ...Object.fromEntries(['1', 't', 'T', 'true', 'TRUE', 'True'].map((text) => [text, true])),
  ...Object.fromEntries(['0', 'f', 'F', 'false', 'FALSE', 'False'].map((text) => [text, false]))
}

function convert(text: string, type: string): unknown {
  if (type === 'bool') return truths[text]
  if (type === 'int') return /^-?\d+$/.test(text) ? Number(text) : undefined
  if (type === 'array' || type === 'object') return text === '' ? undefined : JSON.parse(text)
  return text
}
