import t from 'tap'
import type { Resource } from '../../../deploy/rehearsal/template/template.ts'
import { prepared, skip, succeeds } from './rehearsal.ts'

const rows: { title: string; variables: Record<string, string>; expect: RegExp }[] = [
  {
    title: 'with a private network',
    variables: { NETWORK: 'private', GATEWAY_SKU: 'StandardV2' },
    expect: /called a tool by \/mcp/
  },
  {
    title: 'in the cloud of the US government',
    variables: { AZURE_CLOUD: 'AzureUSGovernment' },
    expect: /https:\/\/apim-\w+\.azure-api\.us\/api/
  }
]

for (const { title, variables, expect } of rows)
  t.test(`azd up works at the first attempt ${title}`, { skip, timeout: 300_000 }, async (t) => {
    const rehearsal = await prepared(t, variables)
    await succeeds(rehearsal)
    t.match(rehearsal.said.join('\n'), expect)
    t.match(rehearsal.said.at(-1), /, 0 errors/)
  })

const without = (type: string) => (resources: Resource[]) =>
  resources.filter((resource) => resource.type !== type)

t.test('a private network that lacks a part does not pass', { skip, timeout: 300_000 }, async (t) => {
  const rehearsal = await prepared(t, { NETWORK: 'private', GATEWAY_SKU: 'StandardV2' })
  for (const [type, message] of [
    ['Microsoft.Network/networkSecurityGroups', /has no network security group/],
    ['Microsoft.Network/privateDnsZones/virtualNetworkLinks', /its link is missing/]
  ] as const)
    await t.rejects(succeeds(rehearsal, { resources: without(type) }), { message }, type)
})
