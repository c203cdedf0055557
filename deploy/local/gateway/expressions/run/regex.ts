import { createContext, Script } from 'node:vm'
import { CSharpException } from '../errors.ts'

const MAX_MILLISECONDS = 250
const context = createContext({})
const script = new Script('pattern.exec(input)')

/**
 * Runs a pattern within a time: JavaScript backtracks as .NET does, and some patterns take exponential time on some
 * inputs. V8 interrupts a match that runs in a script with a timeout, so no pattern has to be refused for its shape.
 */
export function execute(pattern: RegExp, input: string): RegExpExecArray | null {
  if (!/[*+{]/.test(pattern.source)) return pattern.exec(input)
  Object.assign(context, { pattern, input })
  try {
    return script.runInContext(context, { timeout: MAX_MILLISECONDS }) as RegExpExecArray | null
  } catch (error) {
    // Made in the other context, so it is no Error of this one.
    if ((error as { code?: unknown }).code === 'ERR_SCRIPT_EXECUTION_TIMEOUT') {
      throw new CSharpException(
        'ExpressionLimitExceeded',
        `The regular expression took more than ${MAX_MILLISECONDS} ms`
      )
    }
    throw error
  }
}
