import { createRequire } from 'node:module'

/** Microsoft's parser puts itself into the global scope; these are the parts of it that are used here. */
interface Parser {
  Bridge: { toArray(list: unknown): { Severity: string; Message: string }[] }
  Kusto: { Language: Language }
}

interface Language {
  Symbols: {
    TableSymbol: { From(schema: string): { WithName(name: string): unknown } }
    DatabaseSymbol: { ctor: new (name: string, members: unknown[], isOpen: boolean) => unknown }
  }
  GlobalState: { Default: { WithDatabase(database: unknown): unknown } }
  KustoCode: {
    ParseAndAnalyze(query: string, globals: unknown): { GetDiagnostics(): unknown }
  }
}

const require = createRequire(import.meta.url)
require('@kusto/language-service-next/bridge.min.js')
require('@kusto/language-service-next/Kusto.Language.Bridge.min.js')
const {
  Bridge,
  Kusto: { Language }
} = globalThis as unknown as Parser

/**
 * The tables and those of their columns that queries may use:
 * https://learn.microsoft.com/azure/azure-monitor/reference/tables-category
 */
const telemetry =
  'TimeGenerated: datetime, AppRoleName: string, AppRoleInstance: string, OperationId: string, OperationName: string, ParentId: string, Properties: dynamic, ItemCount: int'
const tables = {
  AppRequests: `(${telemetry}, Id: string, Name: string, ResultCode: string, Success: bool, DurationMs: real)`,
  AppDependencies: `(${telemetry}, Id: string, Name: string, ResultCode: string, Success: bool, DurationMs: real, Target: string, DependencyType: string, Data: string)`,
  AppTraces: `(${telemetry}, Message: string, SeverityLevel: int)`,
  AppMetrics: `(${telemetry}, Name: string, Sum: real, Min: real, Max: real)`,
  ContainerAppConsoleLogs:
    '(TimeGenerated: datetime, ContainerAppName: string, RevisionName: string, ContainerGroupName: string, Log: string, Stream: string)',
  ContainerAppSystemLogs:
    '(TimeGenerated: datetime, ContainerAppName: string, RevisionName: string, ReplicaName: string, Reason: string, Log: string)'
}

const { TableSymbol, DatabaseSymbol } = Language.Symbols
const globals = Language.GlobalState.Default.WithDatabase(
  new DatabaseSymbol.ctor(
    'workspace',
    Object.entries(tables).map(([name, schema]) => TableSymbol.From(schema).WithName(name)),
    false
  )
)

/** What Microsoft's parser finds wrong with a query of the workspace: its syntax, and names that do not exist. */
export function faultsOf(query: string): string[] {
  const { KustoCode } = Language
  return Bridge.toArray(KustoCode.ParseAndAnalyze(query, globals).GetDiagnostics()).map(
    ({ Severity, Message }) => `${Severity}: ${Message}`
  )
}
