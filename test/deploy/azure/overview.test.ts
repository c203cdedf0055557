import { globSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { app, main, readText } from './predicted.ts'

const root = join(import.meta.dirname, '../../..')
const [resources = '', sequence = ''] = [
  ...readText('deploy/azure/overview.md').matchAll(/```mermaid\n([^`]*)```/g)
].map(([, text = '']) => text)

t.test('the picture of the resources has every type that is made by default, and no other', async (t) => {
  const types = [...main.resources, ...app.resources].map(({ type }) => type.split('@')[0] ?? '')
  // What stands within another resource, except for the trust that all of it rests on.
  const own = types.filter(
    (type) => type.split('/').length === 2 || type.endsWith('/federatedIdentityCredentials')
  )
  const shown = resources.match(/Microsoft\.\w+(?:\/\w+)+/g) ?? []
  t.strictSame([...shown].sort(), [...new Set(own)].sort())
})

t.test('each node of the picture is connected, or holds others', async (t) => {
  const nodes = [...resources.matchAll(/^ *(?:subgraph )?(\w+)\["/gm)].map(([, name = '']) => name)
  const ends = [...resources.matchAll(/^ *(\w+) -.*> (\w+)$/gm)].flatMap(([, from = '', to = '']) => [
    from,
    to
  ])
  for (const name of ends) t.ok(nodes.includes(name), name)
  for (const name of nodes) t.ok(ends.includes(name) || resources.includes(`subgraph ${name}[`), name)
})

t.test('the sequence names what the policies and the routes name', async (t) => {
  const files = globSync('{apim-policies/**/*.xml,plugins/**/*.ts,app/*.ts,deploy/local/published-apis.ts}', {
    cwd: root
  })
  const code = files.map(readText).join('\n').toLowerCase()
  const words = [
    'validate-azure-ad-token',
    'rate-limit-by-key',
    'urn:ietf:params:oauth:grant-type:jwt-bearer',
    'X-Gateway-Token',
    'X-Graph-Token',
    '.well-known/oauth-protected-resource/api',
    '/oauth2/v2.0/authorize',
    '/oauth2/v2.0/token',
    'resource_metadata'
  ]
  for (const word of words) {
    t.ok(sequence.includes(word), `the sequence names ${word}`)
    t.ok(code.includes(word.toLowerCase()), `the code names ${word}`)
  }
})
