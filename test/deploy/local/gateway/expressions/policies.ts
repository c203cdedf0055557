import { createHash } from 'node:crypto'
import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import {
  decodeEntities,
  expressionExtent
} from '../../../../../deploy/local/gateway/load/expression-extent.ts'

const folder = join(import.meta.dirname, '../../../../../apim-policies')

/** The values of the named values in these tests. */
const named: Record<string, string> = {
  'tenant-id': '99999999-8888-7777-6666-555555555555',
  'client-id': '11111111-2222-3333-4444-555555555555',
  'app-id-uri': 'api://11111111-2222-3333-4444-555555555555',
  'authority-host': 'https://login.example',
  'graph-url': 'https://graph.example',
  'exchange-audience': 'api://exchange.example',
  'public-url': 'https://gateway.example/api',
  'calls-per-minute': '300'
}

/** Every expression of the policies, named after its file and text. */
export function policyExpressions(): { name: string; source: string; file: string; line: number }[] {
  return globSync('**/*.xml', { cwd: folder })
    .sort()
    .flatMap((file) =>
      expressionsOf(
        file,
        readFileSync(join(folder, file), 'utf8').replace(/<!--[\s\S]*?-->/g, (each) =>
          each.replace(/[^\n]/g, ' ')
        )
      )
    )
}

function expressionsOf(file: string, text: string) {
  const found = []
  for (let at = next(text, 0); at >= 0; at = next(text, at)) {
    const end = expressionExtent(text, at) ?? text.length
    const line = text.slice(0, at).split('\n').length
    const source = decodeEntities(text.slice(at, end)).replace(
      /\{\{([\w.-]+)\}\}/g,
      (_, name: string) => named[name] ?? name
    )
    found.push({
      name: `${file} ${createHash('sha256').update(source).digest('hex').slice(0, 8)}`,
      source,
      file,
      line
    })
    at = end
  }
  return found
}

const next = (text: string, from: number) => {
  const found = /@[({]/.exec(text.slice(from))
  return found === null ? -1 : from + found.index
}
