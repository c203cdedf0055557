import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { problems } from '../../../app/problems/codes.ts'
import { attributes } from '../../../app/telemetry/allow-listed.ts'
import { startChain } from '../../chain.ts'
import { mcpClient } from '../../mcp-client.ts'
import { faultsOf } from './kusto.ts'

const root = join(import.meta.dirname, '../../..')
const read = (path: string) => readFileSync(join(root, path), 'utf8')
const all = (text: string, pattern: RegExp) => [...text.matchAll(pattern)].map(([, found = '']) => found)

const files = globSync('deploy/azure/{queries,alerts}/*.kql', { cwd: root }).sort()
const queries = files.map((file) => ({ file, query: read(file) }))
const policies = globSync('apim-policies/**/*.xml', { cwd: root }).map(read).join()
const telemetry = globSync('app/telemetry/*.ts', { cwd: root }).map(read).join()

t.test('the parser finds what is wrong', async (t) => {
  t.match(faultsOf('AppMetrics | where Nmae == 1'), [/Nmae/])
  t.match(faultsOf('AppMetric | take 1'), [/AppMetric/])
  t.ok(faultsOf('AppMetrics | wher true').length > 0)
})

t.test('every query has a title, parses, and asks for tables and columns that exist', async (t) => {
  t.ok(files.length > 10)
  for (const { file, query } of queries) {
    t.match(query, /^\/\/ \w[^\n]+\n/, file)
    t.same(faultsOf(query), [], file)
  }
})

t.test('every metric, dimension, result and problem that a query names is one that is emitted', async (t) => {
  const metrics = [
    ...all(telemetry, /create(?:Histogram|Counter)\('([^']+)'/g),
    ...all(policies, /emit-metric name="([^"]+)"/g)
  ]
  const dimensions = new Set([
    ...attributes,
    ...all(policies, /dimension name="([^"]+)"/g),
    ...all(policies, /metadata name="([^"]+)"/g),
    ...all(telemetry, /\b(outcome|result)\b[:,} ]/g)
  ])
  const codes = new Set([...Object.keys(problems), 'hit'])
  for (const { file, query } of queries) {
    for (const names of all(query, /\bName (?:==|in) (\([^)]+\)|'[^']+')/g))
      for (const name of all(names, /'([^']+)'/g)) t.ok(metrics.includes(name), `${file}: ${name}`)
    for (const name of all(query, /Properties\['([^']+)'\]/g)) t.ok(dimensions.has(name), `${file}: ${name}`)
    for (const values of all(query, /(?:\['(?:code|result)'\]|line\.code) (?:==|in) (\([^)]+\)|'[^']+')/g))
      for (const value of all(values, /'([^']+)'/g)) t.ok(codes.has(value), `${file}: ${value}`)
  }
})

t.test('every field of the log that a query names is one that the service writes', async (t) => {
  const { call, token, log } = await startChain(t, { gateway: false })
  const mcp = mcpClient(call, await token({ user: 'blocked' }))
  await mcp.modern({ method: 'tools/call', params: { name: 'get_my_profile' } })
  const line = log().find(({ msg }) => msg === 'request') ?? {}
  for (const { file, query } of queries)
    for (const field of all(query, /\bline\.(\w+)/g)) t.ok(field in line, `${file}: ${field}`)
})

t.test('every query is deployed', async (t) => {
  const loaded = ['queries', 'alerts'].flatMap((name) =>
    all(read(`deploy/azure/${name}.bicep`), /loadTextContent\('([^']+)'\)/g)
  )
  t.same(loaded.map((file) => `deploy/azure/${file}`).sort(), files)
})

t.test('the page for operators names every query and every alert rule', async (t) => {
  const page = read('deploy/azure/monitoring.md')
  for (const file of files) t.match(page, file.replace('deploy/azure/', ''), file)
})
