import t from 'tap'
import { evaluate } from '../../../deploy/rehearsal/template/evaluate.ts'
import type { Scope } from '../../../deploy/rehearsal/template/scope.ts'

const scope: Scope = {
  tenantId: '11111111-1111-4111-8111-111111111111',
  subscriptionId: '22222222-2222-4222-8222-222222222222',
  resourceGroup: 'rg-dev',
  environment: { authentication: { loginEndpoint: 'https://login.microsoftonline.com/' } },
  deployment: 'main',
  parameter: (name) => ({ name: 'dev', list: ['a', 'b'] })[name],
  variable: (name) => ({ token: 'abc' })[name],
  reference: (resource) => ({ clientId: `client of ${resource}`, scopes: [{ value: 'a', id: '1' }] })
}

// Ids and unique strings are those that `bicep snapshot` gives.
for (const [text, value] of [
  ['plain', 'plain'],
  ['[[not an expression]', '[not an expression]'],
  ["[format('rg-{0}', parameters('name'))]", 'rg-dev'],
  ["['it''s']", "it's"],
  ["[guid('mcp-auth-service', 'ciofjwjcpn7gc', 'access_as_user')]", '48bb7606-fa67-5053-81ea-35fa59ac20fb'],
  ["[uniqueString(subscription().id, 'dev', 'westeurope')]", 'ciofjwjcpn7gc'],
  [
    "[resourceId('Microsoft.A/b/c', 'x', 'y')]",
    '/subscriptions/22222222-2222-4222-8222-222222222222/resourceGroups/rg-dev/providers/Microsoft.A/b/x/c/y'
  ],
  [
    "[resourceId('other', 'Microsoft.A/b', 'x')]",
    '/subscriptions/22222222-2222-4222-8222-222222222222/resourceGroups/other/providers/Microsoft.A/b/x'
  ],
  ["[reference('identity').ClientId]", 'client of identity'],
  ["[if(empty(''), 'yes', reference('x').missing)]", 'yes'],
  ["[map(parameters('list'), lambda('one', format('{0}!', lambdaVariables('one'))))]", ['a!', 'b!']],
  [
    "[map(parameters('list'), lambda('one', length(filter(parameters('list'), lambda('two', equals(lambdaVariables('one'), lambdaVariables('two')))))))]",
    [1, 1]
  ],
  [
    "[filter(reference('graph').scopes, lambda('scope', equals(lambdaVariables('scope').value, 'a')))[0].id]",
    '1'
  ],
  ["[union(parameters('list'), createArray('b', 'c'))]", ['a', 'b', 'c']],
  ["[createObject('a', createArray(1, -2))]", { a: [1, -2] }]
] as const)
  t.test(`${text} gives ${JSON.stringify(value)}`, async (t) => t.strictSame(evaluate(text, scope), value))

t.test('the members of an object and of a list are evaluated', async (t) => {
  t.strictSame(evaluate({ a: ["[variables('token')]", 1, null] }, scope), { a: ['abc', 1, null] })
})

for (const [text, message] of [
  ["[unknown('x')]", /does not know the template function unknown/],
  ["[reference('x').secret]", /has no such property/],
  ["[format('a']", /cannot be read/],
  ["[format('a') 'b']", /cannot be read/]
] as const)
  t.test(`${text} is refused`, async (t) => t.throws(() => evaluate(text, scope), { message }))
