import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import t, { type Test } from 'tap'
import { removeRegistrations } from '../../../deploy/azure/remove-registrations.ts'
import { resourceToken } from '../../../deploy/azure/resource-token.ts'
import { main, ofType } from './predicted.ts'

interface Application {
  id: string
  uniqueName: string
  displayName: string
  deleted?: boolean
  /** How many more requests for it as a deleted item are answered by 404. */
  delay?: number
}

const ours = ['mcp-auth-service-a', 'mcp-clients-a']
const api = { id: '1', uniqueName: 'mcp-auth-service-a', displayName: 'API' }
const clients = { id: '2', uniqueName: 'mcp-clients-a', displayName: 'clients' }
const strangers: Application[] = [
  { id: '3', uniqueName: 'mcp-auth-service-b', displayName: 'another environment' },
  { id: '4', uniqueName: 'mcp-clients-b', displayName: 'another, deleted', deleted: true },
  { id: '5', uniqueName: '', displayName: 'without a name', deleted: true }
]

for (const [title, applications] of [
  ['that are in use', [api, clients]],
  [
    'that are deleted already, but not for good',
    [
      { ...api, deleted: true },
      { ...clients, deleted: true }
    ]
  ],
  ['of which one is deleted', [api, { ...clients, deleted: true }]],
  ['that Graph finds only after a while', [{ ...api, delay: 2 }, clients]]
] as [string, Application[]][])
  t.test(`registrations ${title} are gone for good, and others stay`, async (t) => {
    const { url, left } = await startGraph(t, [...applications, ...strangers])
    t.strictSame((await removeRegistrations(ours, 'token', url)).sort(), ['API', 'clients'])
    t.strictSame(
      left().map(({ id }) => id),
      ['3', '4', '5']
    )
  })

t.test('where there are none, nothing is deleted', async (t) => {
  const { url, left } = await startGraph(t, strangers)
  t.strictSame(await removeRegistrations(ours, 'token', url), [])
  t.equal(left().length, strangers.length)
})

t.test('a refusal of Graph is told, without the token', async (t) => {
  const { url, left } = await startGraph(t, [api, clients])
  const error = await removeRegistrations(ours, 'wrong-token', url).catch((error: Error) => error)
  t.match(error, { message: /Microsoft Graph answers 403 to GET/ })
  t.notMatch(String(error), /wrong-token/)
  t.equal(left().length, 2)
})

t.test('the names are those that the template gives to what it makes', async (t) => {
  const token = resourceToken({
    AZURE_SUBSCRIPTION_ID: '22222222-2222-4222-8222-222222222222',
    AZURE_ENV_NAME: 'dev',
    AZURE_LOCATION: 'westeurope'
  })
  const names = ofType<Application>('Microsoft.Graph/applications').map(
    ({ properties }) => properties.uniqueName
  )
  t.strictSame(names.sort(), [`mcp-auth-service-${token}`, `mcp-clients-${token}`])
  t.match(main.outputs.APIM_GATEWAY_URL, `https://apim-${token}.`)
})

/** The part of Graph that deletes applications, with pages of one deleted item each. */
async function startGraph(t: Test, initial: Application[]) {
  const applications = new Map(initial.map((application) => [application.id, { ...application }]))
  const server = createServer((request, response) => {
    const answer = (status: number, body?: object) =>
      response.writeHead(status).end(body && JSON.stringify(body))
    if (request.headers.authorization !== 'Bearer token') return answer(403)
    const { pathname, searchParams } = new URL(request.url ?? '', url)
    const path = decodeURIComponent(pathname)
    const [, name] = /^\/v1\.0\/applications\(uniqueName='(.*)'\)$/.exec(path) ?? []
    const live = [...applications.values()].find(({ uniqueName, deleted }) => uniqueName === name && !deleted)
    if (name) return live ? answer(200, live) : answer(404)
    if (path === '/v1.0/directory/deletedItems/microsoft.graph.application') {
      const deleted = [...applications.values()].filter(({ deleted }) => deleted)
      const at = Number(searchParams.get('$skip') ?? 0)
      const next = at + 1 < deleted.length && { '@odata.nextLink': `${url}${pathname}?$skip=${at + 1}` }
      return answer(200, { value: deleted.slice(at, at + 1), ...next })
    }
    const application = applications.get(path.split('/').at(-1) ?? '')
    if (!application || request.method !== 'DELETE') return answer(404)
    if (!path.includes('deletedItems')) application.deleted = true
    else if (application.delay) {
      application.delay--
      return answer(404)
    } else applications.delete(application.id)
    return answer(204)
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  t.teardown(() => server.close())
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  return { url, left: () => [...applications.values()] }
}
