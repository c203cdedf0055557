import { createRequire } from 'node:module'
import t from 'tap'
import { problems } from '../../../app/errors.ts'
import { filesOf, folders, queries, readFromRoot } from './query-files.ts'

/** Columns as Azure Monitor documents them; only those that a query names. */
const schema = {
  AppRequests:
    'TimeGenerated: datetime, Name: string, OperationId: string, ResultCode: string, AppRoleName: string',
  AppDependencies:
    'TimeGenerated: datetime, Name: string, OperationId: string, ResultCode: string, AppRoleName: string',
  AppMetrics: 'TimeGenerated: datetime, Name: string, Sum: real, Properties: dynamic',
  ContainerAppConsoleLogs: 'TimeGenerated: datetime, Log: string',
  ContainerAppSystemLogs: 'TimeGenerated: datetime, Log: string, Reason: string'
}
const diagnose = createParser()
const names = queries.map(({ name }) => name)

t.test('the parser refuses a query that is wrong, or names an unknown table or column', async (t) => {
  for (const query of ['AppMetrics | whre Sum > 1', 'Nowhere | take 1', 'AppMetrics | where Nothing > 1'])
    t.not(diagnose(query).length, 0, query)
})

t.test('every query has a title, parses, and names tables and columns that exist', async (t) => {
  for (const { name, text } of queries) {
    t.match(text, /^\/\/ \S/, name)
    t.strictSame(diagnose(text), [], name)
  }
})

t.test('every query is in the query pack, or in an alert rule', async (t) => {
  for (const folder of folders) {
    const bicep = await readFromRoot(`deploy/azure/${folder}.bicep`)
    const loaded = [...bicep.matchAll(/loadTextContent\('([^']+)'\)/g)].map(([, name]) => name)
    t.strictSame(loaded.sort(), await filesOf(folder))
  }
})

t.test('an alert fires by what its query answers, and says where to look', async (t) => {
  for (const { name, text } of queries.filter(({ name }) => name.startsWith('alerts/'))) {
    t.match(text, /\| where \w+ (>|>=) [^|]+$/, `${name} ends in its threshold`)
    t.match(text, /^\/\/ [^:\n]+: \S/, `${name} gives advice`)
    for (const [, query = ''] of text.matchAll(/queries\/([\w-]+\.kql)/g))
      t.ok(names.includes(`queries/${query}`), query)
  }
})

t.test('every code that a query names is one of the product', async (t) => {
  const results = Object.keys(problems)
  for (const { name, text } of queries)
    for (const [code] of text.matchAll(/"[a-z]+_[a-z_]+"/g))
      t.ok(results.includes(code.slice(1, -1)), `${name}: ${code}`)
})

/** What Microsoft's own parser says against a query; it is a script that makes globals. */
function createParser(): (query: string) => string[] {
  const require = createRequire(import.meta.url)
  require('@kusto/language-service-next/bridge.min.js')
  require('@kusto/language-service-next/Kusto.Language.Bridge.min.js')
  const { Kusto, Bridge } = globalThis as unknown as KustoGlobals
  const { GlobalState, KustoCode, Symbols } = Kusto.Language
  const tables = Object.entries(schema).map(([name, columns]) =>
    Symbols.TableSymbol.From(`(${columns})`).WithName(name)
  )
  const state = GlobalState.Default.WithDatabase(
    new Symbols.DatabaseSymbol.$ctor1('workspace', tables, false)
  )
  return (query) =>
    Bridge.toArray(KustoCode.ParseAndAnalyze(query, state).GetDiagnostics()).map(({ Message }) => Message)
}

interface KustoGlobals {
  Bridge: { toArray(list: unknown): { Message: string }[] }
  Kusto: {
    Language: {
      GlobalState: { Default: { WithDatabase(database: unknown): unknown } }
      KustoCode: { ParseAndAnalyze(query: string, state: unknown): { GetDiagnostics(): unknown } }
      Symbols: {
        TableSymbol: { From(columns: string): { WithName(name: string): unknown } }
        DatabaseSymbol: { $ctor1: new (name: string, tables: unknown[], isOpen: boolean) => unknown }
      }
    }
  }
}
