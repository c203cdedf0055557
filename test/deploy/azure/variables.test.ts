import t from 'tap'
import { noticesOn } from '../../../deploy/azure/combinations.ts'
import { mistakesIn, rules } from '../../../deploy/azure/variables.ts'
import { app, main, readText } from './predicted.ts'

const sharedEnvironment =
  '/subscriptions/22222222-2222-4222-8222-222222222222/resourceGroups/rg-shared/providers/Microsoft.App/managedEnvironments/cae-shared'

const guid = 'aebc6443-996d-45c2-90f0-388ff96faa56'
const subnet = `/subscriptions/${guid}/resourceGroups/rg/providers/Microsoft.Network/virtualNetworks/vnet/subnets`
const boolean = { wrong: ['yes', 'no', 'True', '1', ' true', 'FALSE'], right: ['true', 'false'] }
const email = {
  wrong: ['contoso', '@contoso.com', 'a@', 'a b@contoso.com', 'a@contoso.com,b@contoso.com'],
  right: ['a@contoso.com']
}
const aSubnet = { wrong: ['apps', `${subnet}`, `${subnet}/a/b`, `${subnet}/a `], right: [`${subnet}/a`] }

/** Of each variable, values that are refused and values that are taken. */
const table: Record<string, { wrong: string[]; right: string[] }> = {
  AZURE_ENV_NAME: {
    wrong: ['a/b', 'a b', 'a.', 'a'.repeat(41)],
    right: ['contoso-dev', 'a', 'a'.repeat(40)]
  },
  AZURE_LOCATION: { wrong: ['West Europe', 'west-europe'], right: ['westeurope', 'eastus2'] },
  PUBLISHER_NAME: { wrong: [' ', 'a'.repeat(101)], right: ['Contoso', 'Contoso Ltd.'] },
  PUBLISHER_EMAIL: email,
  GATEWAY_SKU: { wrong: ['basicv2', 'Consumption', 'Isolated'], right: ['BasicV2', 'Premium'] },
  GATEWAY_UNITS: { wrong: ['0', '1.5', 'two', '1e1', '-1', '01', '32'], right: ['1', '10'] },
  CUSTOM_DOMAIN: {
    wrong: [
      'a.example/"',
      'https://a.example',
      'a.example:443',
      'A.example',
      'localhost',
      'a..example',
      '-a.example'
    ],
    right: []
  },
  CUSTOM_DOMAIN_CERTIFICATE_URI: {
    wrong: [
      'http://a.vault.azure.net/secrets/b',
      'https://a.vault.azure.net/secrets/b/1',
      'https://a.vault.azure.net/',
      'https://a.example/secrets/b'
    ],
    right: []
  },
  EXCHANGE_CREDENTIAL: { wrong: ['Secret', 'certificate'], right: ['managed-identity'] },
  CLIENT_SECRET: { wrong: ['@(a)', '@{a}', 'a b', 'a\n'], right: [] },
  GRANT_ADMIN_CONSENT: boolean,
  REGISTER_GATEWAY_URI: boolean,
  ASSIGNMENT_REQUIRED: boolean,
  PREAUTHORIZED_CLIENTS: {
    wrong: ['None', 'vscode', `${guid};none`, 'none,none', `${guid},`],
    right: ['none', `${guid}, 04B07795-8ddb-461a-bbee-02f9e1bf7b46`]
  },
  REDIRECT_URIS: {
    wrong: [
      'http://a.example/callback',
      'http://[::1]/callback',
      'http://user@localhost/',
      'https://a.example/callback#part',
      'https://*.example/callback',
      'https://a.example/a b',
      "https://a.example/'",
      `https://a.example/${'a'.repeat(256)}`,
      'javascript:alert(1)',
      'callback',
      'web:app://callback',
      'web:http://a.example/callback',
      'https://a.example/callback, callback',
      'https://a.example/callback,web:https://a.example/callback',
      'spa:http://localhost/callback'
    ],
    right: [
      'https://a.example/callback',
      'http://localhost:8400/a, http://127.0.0.1/b',
      'app://callback,web:https://a.example/b,spa:http://localhost/c',
      'urn:ietf:wg:oauth:2.0:oob'
    ]
  },
  CORS_ORIGINS: {
    wrong: ['https://a.example" + "x', 'https://a.example\\', 'a.example', '*'],
    right: ['https://a.example']
  },
  ALLOWED_CLIENTS: {
    wrong: ['any', 'none', 'vscode', `${guid}" + "x`],
    right: [`${guid}, 04B07795-8ddb-461a-bbee-02f9e1bf7b46`]
  },
  AGENTS: { wrong: ['yes', 'Deny'], right: ['allow', 'deny'] },
  SIGN_IN_SCOPES: { wrong: ['none', 'access_as_user'], right: ['all', 'minimal'] },
  CALLS_PER_MINUTE: { wrong: ['0', '1.5', '300 ', 'unlimited'], right: ['1', '300'] },
  CALLS_PER_DAY: { wrong: ['0', '-1', '20,000'], right: [] },
  TOOL_CALLS_PER_MINUTE: { wrong: ['0', '1.5', '1e3'], right: ['1', '120'] },
  AZURE_CLOUD: {
    wrong: ['AzureGermanCloud', 'public'],
    right: ['AzureCloud', 'AzureUSGovernment', 'AzureChinaCloud']
  },
  EXISTING_GATEWAY: { wrong: ['apim-shared', sharedEnvironment], right: [] },
  EXISTING_GATEWAY_IDENTITY: { wrong: ['id-shared', sharedEnvironment], right: [] },
  EXISTING_ENVIRONMENT: { wrong: ['cae-shared', `${sharedEnvironment}/x`], right: [sharedEnvironment] },
  EXISTING_WORKSPACE: { wrong: ['log-shared', sharedEnvironment], right: [] },
  EXISTING_REGISTRY: { wrong: ['crshared', sharedEnvironment], right: [] },
  API_CLIENT_ID: { wrong: ['api', `${guid}x`], right: [] },
  MCP_CLIENT_ID: { wrong: ['mcp', `${guid}x`], right: [] },
  NETWORK: { wrong: ['none', 'Private'], right: ['public'] },
  BLUE_REVISION: { wrong: ['blue', 'app--', "app--1'"], right: ['app-abc--0000001'] },
  APPS_SUBNET_ID: { ...aSubnet, right: [] },
  GATEWAY_SUBNET_ID: { ...aSubnet, right: [] },
  SAMPLING_PERCENTAGE: { wrong: ['101', '-1', '5%', '0.5'], right: ['0', '100'] },
  ALERT_EMAIL: email,
  APP_LOG_LEVEL: { wrong: ['INFO', 'verbose'], right: ['info', 'silent'] },
  APP_CPU: { wrong: ['1', '0.3', '4.0'], right: ['0.25', '1.0'] },
  MIN_REPLICAS: { wrong: ['-1', 'one', '1001'], right: ['0', '10'] },
  MAX_REPLICAS: { wrong: ['0', '1001'], right: ['1', '1000'] },
  CONCURRENT_REQUESTS: { wrong: ['0', '1.5'], right: ['1', '100'] },
  IMAGE_REGISTRY: {
    wrong: ['https://contoso.azurecr.io', 'contoso.azurecr.io/', 'contoso.azurecr.io/a b'],
    right: ['contoso.azurecr.io', 'contoso.azurecr.io:5000/docker/library']
  }
}

for (const [name, { wrong, right }] of Object.entries(table)) {
  t.test(`a wrong ${name} is refused in a sentence without its value, and a right one is not`, async (t) => {
    for (const value of wrong) {
      // Some variables need another one, which is another sentence.
      const mistakes = mistakesIn({ [name]: value }).filter((sentence) =>
        sentence.includes(rules[name]?.description ?? name)
      )
      t.match(mistakes, [new RegExp(`^${name}\\b.* must be |^${name}: .* is registered`)], value)
      t.equal(mistakes.length, 1, value)
    }
    for (const value of ['', ...right]) t.strictSame(mistakesIn({ [name]: value }), [], value)
  })
}

t.test(
  'each variable that azd hands to the templates has a rule, but for outputs and what a hook computes',
  async (t) => {
    const texts = ['main', 'app'].map((name) => readText(`deploy/azure/${name}.parameters.json`))
    const read = [...`${texts} ${readText('azure.yaml')}`.matchAll(/\$\{(\w+)(=[^}]*)?\}/g)].map(
      ([, name = '']) => name
    )
    const computed = ['CODEX_REDIRECT_URIS', 'SERVICE_APP_IMAGE_NAME', ...Object.keys(main.outputs)]
    // These are outputs too: a hook reads the cloud, and the clients' registration may be given.
    const both = ['AZURE_CLOUD', 'MCP_CLIENT_ID']
    const settable = [...both, ...new Set(read)].filter(
      (name, at) => at < both.length || !computed.includes(name)
    )
    t.strictSame(Object.keys(table).sort(), settable.sort())
    t.strictSame([...Object.keys(rules), 'REDIRECT_URIS'].sort(), settable.sort())
  }
)

t.test('where Bicep allows some values, the rule allows the same', async (t) => {
  for (const [template, file] of [
    [main, 'main'],
    [app, 'app']
  ] as const) {
    const { parameters } = JSON.parse(readText(`deploy/azure/${file}.parameters.json`)) as {
      parameters: Record<string, { value: string }>
    }
    for (const [name, { allowedValues }] of Object.entries(template.parameters)) {
      const [, variable = ''] = /^\$\{(\w+)/.exec(parameters[name]?.value ?? '') ?? []
      for (const value of allowedValues ?? [])
        t.ok(rules[variable]?.holds(String(value)), `${variable}=${value}`)
      if (allowedValues) t.match(rules[variable]?.description, allowedValues.map(String).at(-1))
    }
  }
})

const apps = { APPS_SUBNET_ID: `${subnet}/apps` }
const gateway = { GATEWAY_SUBNET_ID: `${subnet}/gateway` }
const domain = { CUSTOM_DOMAIN: 'api.contoso.com' }
const certificate = { CUSTOM_DOMAIN_CERTIFICATE_URI: 'https://contoso.vault.azure.net/secrets/api' }
const secret = { EXCHANGE_CREDENTIAL: 'secret' }

for (const [env, mistakes] of [
  [{}, []],
  [domain, [/^CUSTOM_DOMAIN needs CUSTOM_DOMAIN_CERTIFICATE_URI/]],
  [certificate, [/^CUSTOM_DOMAIN_CERTIFICATE_URI needs CUSTOM_DOMAIN/]],
  [{ ...domain, ...certificate }, []],
  [{ CLIENT_SECRET: 'abc' }, [/^CLIENT_SECRET is used only where EXCHANGE_CREDENTIAL is secret/]],
  [{ CLIENT_SECRET: 'abc', EXCHANGE_CREDENTIAL: 'managed-identity' }, [/^CLIENT_SECRET is used only/]],
  [secret, [/^EXCHANGE_CREDENTIAL=secret needs CLIENT_SECRET in the first run/]],
  [{ ...secret, CLIENT_SECRET: 'abc' }, []],
  [{ ...secret, VAULT_NAME: 'kv-dev' }, []],
  [{ ...secret, VAULT_NAME: '' }, [/^EXCHANGE_CREDENTIAL=secret needs/]],
  [{ ...secret, CI: 'true' }, []],
  [{ NETWORK: 'private' }, [/^NETWORK=private needs the GATEWAY_SKU/]],
  [
    { NETWORK: 'private', GATEWAY_SKU: 'StandardV2', ...apps, ...gateway },
    [/^NETWORK=private makes its own/]
  ],
  [{ NETWORK: 'private', GATEWAY_SKU: 'Developer' }, []],
  [
    { NETWORK: 'private', GATEWAY_SKU: 'Developer', EXISTING_ENVIRONMENT: sharedEnvironment },
    [/^NETWORK=private makes its own gateway/]
  ],
  [{ ...apps, GATEWAY_SKU: 'StandardV2' }, [/^APPS_SUBNET_ID needs GATEWAY_SUBNET_ID/]],
  [{ ...apps, ...gateway }, [/StandardV2, Developer or Premium: BasicV2 joins no network/]],
  [{ ...apps, ...gateway, GATEWAY_SKU: 'Basic' }, [/Basic joins no network/]],
  [{ ...apps, ...gateway, GATEWAY_SKU: 'Standard' }, [/Standard joins no network/]],
  [apps, [/^APPS_SUBNET_ID needs/, /joins no network/]],
  [gateway, [/joins no network/]],
  [{ ...gateway, GATEWAY_SKU: 'Premium' }, []],
  [{ ...apps, ...gateway, GATEWAY_SKU: 'StandardV2' }, []],
  [{ ...apps, ...gateway, GATEWAY_SKU: 'Developer' }, []],
  [
    { ...apps, GATEWAY_SUBNET_ID: apps.APPS_SUBNET_ID.toUpperCase(), GATEWAY_SKU: 'Premium' },
    [/must be two subnets/]
  ],
  [{ GATEWAY_UNITS: '11' }, [/^GATEWAY_UNITS must be at most 10 with GATEWAY_SKU=BasicV2/]],
  [{ GATEWAY_UNITS: '2', GATEWAY_SKU: 'Developer' }, [/at most 1 with/]],
  [{ GATEWAY_UNITS: '31', GATEWAY_SKU: 'Premium' }, []],
  [{ CALLS_PER_DAY: '1000' }, [/^CALLS_PER_DAY needs the GATEWAY_SKU/]],
  [{ CALLS_PER_DAY: '1000', GATEWAY_SKU: 'StandardV2' }, [/StandardV2 has no quota/]],
  [{ CALLS_PER_DAY: '1000', GATEWAY_SKU: 'Developer' }, []],
  [{ MIN_REPLICAS: '11' }, [/^MIN_REPLICAS is 11, which must be at most MAX_REPLICAS, which is 10/]],
  [{ MIN_REPLICAS: '3', MAX_REPLICAS: '2' }, [/^MIN_REPLICAS is 3/]],
  [{ MAX_REPLICAS: '1' }, []],
  [{ MIN_REPLICAS: '20', MAX_REPLICAS: '20' }, []]
] as [Record<string, string>, RegExp[]][]) {
  t.test(
    `of ${JSON.stringify(env).replaceAll(subnet, '')}, ${mistakes.length || 'no'} mistakes are found`,
    async (t) => {
      const found = mistakesIn(env)
      t.equal(found.length, mistakes.length, found.join(' '))
      t.match(found, mistakes)
    }
  )
}

t.test('no sentence holds the secret', async (t) => {
  for (const CLIENT_SECRET of ['@(secret-text)', 'secret-text'])
    t.notMatch(mistakesIn({ CLIENT_SECRET }).join(), /secret-text/)
})

for (const [env, notice] of [
  [{ AZURE_LOCATION: 'westeurope' }, undefined],
  [{ AZURE_LOCATION: 'qatarcentral' }, /qatarcentral is none of the regions .* BasicV2/],
  [{ AZURE_LOCATION: 'qatarcentral', GATEWAY_SKU: 'Developer' }, undefined],
  [{}, undefined],
  [{ ...secret, CI: 'true' }, /when the vault holds a secret/],
  [{ ...secret, CI: 'true', CLIENT_SECRET: 'abc' }, undefined]
] as [Record<string, string>, RegExp | undefined][]) {
  t.test(`${JSON.stringify(env)} is ${notice ? 'noticed' : 'not noticed'}`, async (t) => {
    t.match(noticesOn(env), notice ? [notice] : [])
    t.equal(noticesOn(env).length, notice ? 1 : 0)
  })
}
