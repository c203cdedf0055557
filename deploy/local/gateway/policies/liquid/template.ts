import type { Template } from 'liquidjs'
import type { Answer, Call, Request } from '../../call/call.ts'
import { PolicyError } from '../../call/policy-error.ts'
import { liquidBody } from './body.ts'
import { liquidContext } from './context.ts'
import { engine } from './engine.ts'

export type LiquidTemplate = Template[]

export interface LiquidInput {
  /** The message whose body the template sees as `body`. Without a message `body` is empty text. */
  message: Request | Answer | undefined
  /** Whether texts of the body that look like dates become dates. */
  dates: boolean
}

/** Parses a template of `set-body`. Throws an error that says what is wrong with it. */
export function parseLiquid(source: string): LiquidTemplate {
  return engine.parse(source)
}

/** Fills a template with the body and the context of a call. */
export async function renderLiquid(
  call: Call,
  template: LiquidTemplate,
  { message, dates }: LiquidInput
): Promise<string> {
  if (message) await message.body.read()
  try {
    const body = message ? liquidBody(message, dates) : ''
    return engine.renderSync(template, { body, context: liquidContext(call) })
  } catch (error) {
    throw new PolicyError({
      reason: 'ExpressionValueEvaluationFailure',
      message: `The Liquid template failed. ${error instanceof Error ? error.message : error}`
    })
  }
}
