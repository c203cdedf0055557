import type { Static, TObject } from '@sinclair/typebox'
import { Ajv2020, type ErrorObject } from 'ajv/dist/2020.js'
import formats from 'ajv-formats'
import { Problem } from '../problems/problem.ts'
import { createNormalise } from './normalise-arguments.ts'

/** How many faults one refusal names. */
const mostFaults = 10

/**
 * Makes the function that reads the arguments of a tool, the same by REST and by MCP: it normalises them in place, fills in
 * defaults, and throws `input_invalid`, which names every fault.
 */
export function createReadArguments<Input extends TObject>(input: Input) {
  const normalise = createNormalise(input)
  const validate = validators().compile<Static<Input>>(input)

  return function readArguments(given: unknown): Static<Input> {
    normalise(given)
    if (validate(given)) return given
    throw new Problem('input_invalid', {
      detail: `Correct the arguments: ${sentence(validate.errors ?? [])}.`
    })
  }
}

let shared: Ajv2020 | undefined

/** MCP's schemas are of 2020-12. */
function validators(): Ajv2020 {
  shared ??= formats.default(
    new Ajv2020({ strict: false, validateSchema: false, useDefaults: true, allErrors: true })
  )
  return shared
}

function sentence(errors: ErrorObject[]): string {
  const more = errors.length - mostFaults
  const named = errors.slice(0, mostFaults).map(fault)
  return [...named, ...(more > 0 ? [`and ${more} more`] : [])].join('; ')
}

/** Names the argument and what is wrong with it, never its value. */
function fault({ instancePath, message = 'is invalid', params }: ErrorObject): string {
  const field = ['arguments', ...instancePath.split('/').slice(1)].join('.')
  const unknown = params.additionalProperty ?? params.unevaluatedProperty
  const more = unknown
    ? `: ${JSON.stringify(unknown.slice(0, 64))}`
    : params.allowedValues
      ? `: ${params.allowedValues.join(', ')}`
      : ''
  return `${field} ${message}${more}`
}
