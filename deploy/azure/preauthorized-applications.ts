import { readFile } from 'node:fs/promises'
import { Type } from '@sinclair/typebox'
import { Value } from '@sinclair/typebox/value'

const Applications = Type.Array(
  Type.Object(
    {
      name: Type.String(),
      clientId: Type.String({ pattern: '^[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}$' })
    },
    { additionalProperties: false }
  )
)

/**
 * The list of `preauth.json` as JSON in base64, which needs no escapes in azd's file of parameters; an empty list where
 * there is no such file. Throws when the file holds anything but such a list.
 */
export async function preauthorizedApplications(
  file = new URL('preauth.json', import.meta.url)
): Promise<string> {
  const applications = parse(await readFile(file, 'utf8').catch(none))
  if (!Value.Check(Applications, applications))
    throw new Error('deploy/azure/preauth.json must be a list like the one in preauth.example.json.')
  return Buffer.from(JSON.stringify(applications)).toString('base64')
}

function none(error: NodeJS.ErrnoException): string {
  if (error.code === 'ENOENT') return '[]'
  throw error
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
