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
 * The client ids of `preauth.json`, as PREAUTHORIZED_CLIENTS has them; undefined where there is no such file. Throws when the
 * file holds anything but a list of applications.
 */
export async function preauthorizedClients(
  file = new URL('preauth.json', import.meta.url)
): Promise<string | undefined> {
  const text = await readFile(file, 'utf8').catch(none)
  if (text === undefined) return undefined
  const applications = parse(text)
  if (!Value.Check(Applications, applications))
    throw new Error('deploy/azure/preauth.json must be a list like the one in preauth.example.json.')
  return applications.map(({ clientId }) => clientId).join(',') || 'none'
}

function none(error: NodeJS.ErrnoException): undefined {
  if (error.code !== 'ENOENT') throw error
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
