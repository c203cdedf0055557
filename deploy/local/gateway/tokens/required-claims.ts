import type { JWTPayload } from 'jose'
import type { Call } from '../call/call.ts'
import type { Element } from '../pipeline/policy.ts'
import { requiredLiteral, type Schema, text } from '../pipeline/schema.ts'
import { refused } from './verify-token.ts'

export const requiredClaims: Schema = {
  children: {
    claim: {
      schema: {
        attributes: { name: requiredLiteral, match: { type: ['all', 'any'] }, separator: text },
        children: { value: { schema: { text } } }
      },
      min: 1
    }
  }
}

/** Checks that each claim has all listed values, or one of them for `match="any"`. A separator splits a claim first. */
export function checkClaims(call: Call, element: Element | undefined, payload: JWTPayload): void {
  const claims = element?.all('claim') ?? []
  const missing = claims
    .map((claim) => claim.text(call, 'name'))
    .filter((name) => payload[name] === undefined)
  if (missing.length > 0) {
    throw refused('TokenClaimNotFound', `JWT token is missing the following claims: ${missing.join(', ')}.`)
  }
  for (const claim of claims) checkClaim(call, claim, payload)
}

function checkClaim(call: Call, claim: Element, payload: JWTPayload) {
  const name = claim.text(call, 'name')
  const held = valuesOf(payload[name], claim.text(call, 'separator'))
  const wanted = claim.all('value').map((value) => value.content(call))
  const has = (value: string) => held.includes(value)
  const passes = claim.text(call, 'match', 'all') === 'any' ? wanted.some(has) : wanted.every(has)
  if (wanted.length > 0 && !passes) {
    throw refused('TokenClaimValueNotAllowed', `Claim ${name} value of ${held.join(',')} is not allowed.`)
  }
}

function valuesOf(claim: unknown, separator: string): string[] {
  const values = [claim]
    .flat()
    .map((value) => (typeof value === 'object' ? JSON.stringify(value) : String(value)))
  return separator === '' ? values : values.flatMap((value) => value.split(separator))
}
