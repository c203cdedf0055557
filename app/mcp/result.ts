import { name, version } from '../service.ts'
import { metaKey } from './revision.ts'

export const serverInfo = { name, title: 'Microsoft Graph as the signed-in user', version }

const meta = JSON.stringify({ [metaKey.server]: serverInfo })

/** A result of the given JSON members, with what 2026-07-28 adds to each. */
export function result(members: string, isModern: boolean, type = 'complete'): string {
  return isModern ? `{"resultType":"${type}",${members},"_meta":${meta}}` : `{${members}}`
}

/** The members of a JSON object. */
export function members(object: object): string {
  return JSON.stringify(object).slice(1, -1)
}
