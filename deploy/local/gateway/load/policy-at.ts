import type { Scope, Section } from '../call/section.ts'
import type { Policy } from '../pipeline/policy.ts'
import { policies } from '../policies/index.ts'
import { unsupportedPolicies } from '../policies/unsupported-policies.ts'
import { unsupported } from './check-element.ts'
import type { XmlElement } from './parse-xml.ts'
import { PolicyLoadError } from './policy-load-error.ts'

export interface Standing {
  section: Section
  scope: Scope
  inFragment: boolean
  /** How often each policy has appeared in the section so far. */
  counts: Map<Policy, number>
}

/** The policy of an element. Throws if it may not stand there. */
export function policyAt(xml: XmlElement, { section, scope, inFragment, counts }: Standing): Policy {
  const { name } = xml
  const policy = policies.get(name)
  if (unsupportedPolicies.has(name)) throw unsupported(xml, `the policy <${name}>`)
  if (!policy) throw fault(`there is no policy <${name}>: check its spelling`)
  const { sections, scopes, inFragments, mostPerSection = Number.POSITIVE_INFINITY } = policy
  if (!sections.includes(section))
    throw fault(`<${name}> may stand in ${sections.join(', ')}, not in ${section}`)
  if (scopes && !scopes.includes(scope))
    throw fault(`<${name}> may stand at the scope ${scopes.join(', ')}, not at ${scope}`)
  if (inFragment && inFragments === false) throw fault(`<${name}> may not stand in a fragment`)
  const count = (counts.get(policy) ?? 0) + 1
  if (count > mostPerSection) throw fault(`<${name}> may stand only once in a section`)
  counts.set(policy, count)
  return policy

  function fault(message: string) {
    return new PolicyLoadError(xml.place, message)
  }
}
