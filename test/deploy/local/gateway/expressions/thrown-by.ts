import { CSharpException } from '../../../../../deploy/local/gateway/expressions/index.ts'

/** The type of the C# exception that a call throws; undefined when it throws none. */
export function thrownBy(run: () => unknown): string | undefined {
  try {
    run()
    return undefined
  } catch (error) {
    if (error instanceof CSharpException) return error.typeName
    throw error
  }
}
