import { setTimeout as delay } from 'node:timers/promises'

interface Registration {
  id: string
  uniqueName: string | null
  displayName: string
}

/**
 * Deletes the registrations with these unique names for good, and gives their display names. Entra ID keeps a deleted one
 * for 30 days, and its unique name stays taken until it is deleted a second time. Rejects when Microsoft Graph refuses.
 */
export async function removeRegistrations(
  uniqueNames: string[],
  token: string,
  graphUrl: string
): Promise<string[]> {
  const removed: string[] = []
  for (const name of uniqueNames) {
    const live = await ask('GET', `/applications(uniqueName='${name}')?$select=id,uniqueName,displayName`)
    if (live.status === 200) await ask('DELETE', `/applications/${((await live.json()) as Registration).id}`)
  }
  for (const { id, displayName } of await deleted()) {
    await deleteForGood(id)
    removed.push(displayName)
  }
  return removed

  /** Those of them that are deleted, but not for good. The list is filtered here, because Graph filters it by few properties. */
  async function deleted(): Promise<Registration[]> {
    const found: Registration[] = []
    let path: string | undefined =
      '/directory/deletedItems/microsoft.graph.application?$select=id,uniqueName,displayName'
    while (path) {
      const page = (await (await ask('GET', path)).json()) as {
        value: Registration[]
        '@odata.nextLink'?: string
      }
      found.push(...page.value.filter(({ uniqueName }) => uniqueName && uniqueNames.includes(uniqueName)))
      path = page['@odata.nextLink']?.slice(`${graphUrl}/v1.0`.length)
    }
    return found
  }

  /** Graph may not know at once what has just been deleted. */
  async function deleteForGood(id: string): Promise<void> {
    for (let attempt = 1; attempt <= 5; attempt++) {
      if ((await ask('DELETE', `/directory/deletedItems/${id}`)).status !== 404) return
      await delay(attempt * 200)
    }
    throw new Error(`Microsoft Graph does not find the deleted item ${id}.`)
  }

  async function ask(method: string, path: string): Promise<Response> {
    const response = await fetch(`${graphUrl}/v1.0${path}`, {
      method,
      headers: { authorization: `Bearer ${token}` }
    })
    if (response.ok || response.status === 404) return response
    throw new Error(`Microsoft Graph answers ${response.status} to ${method} ${path.replace(/\?.*/, '')}.`)
  }
}
