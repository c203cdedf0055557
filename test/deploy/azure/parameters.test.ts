import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { parse } from 'yaml'
import { type Declaration, membersOf, readBicep } from './bicep.ts'

const root = join(import.meta.dirname, '../../..')
const folder = join(root, 'deploy/azure')
const main = readBicep('main.bicep')
const readme = read('deploy/azure/README.md')
const table = /## Parameters\n([\s\S]*?)\n## /.exec(readme)?.[1] ?? ''
const azd = parse(read('azure.yaml')) as { pipeline: { variables: string[] } }
const outputs = [...main.values()].filter(({ kind }) => kind === 'output').map(({ name }) => name)

/** What azd knows by itself. */
const ofAzd = ['AZURE_ENV_NAME', 'AZURE_LOCATION', 'AZURE_TENANT_ID', 'SERVICE_APP_IMAGE_NAME']
const asked = ['AZURE_ENV_NAME', 'AZURE_LOCATION', 'PUBLISHER_NAME', 'PUBLISHER_EMAIL']

for (const name of ['main', 'app']) {
  const given = JSON.parse(read(`deploy/azure/${name}.parameters.json`)).parameters as Record<
    string,
    { value: string }
  >

  t.test(`the parameters of ${name}.bicep are given, and no other`, async (t) => {
    const declared = [...readBicep(`${name}.bicep`).values()].filter(({ kind }) => kind === 'parameter')
    t.strictSame(Object.keys(given).sort(), declared.map((each) => each.name).sort())
  })

  t.test(
    `each variable of ${name}.parameters.json is azd's, an output, or in the table with its default`,
    async (t) => {
      for (const { value } of Object.values(given)) {
        const [, variable = '', , fallback] = /^\$\{(\w+)(=(.*))?\}$/.exec(value) ?? []
        t.ok(variable, value)
        if (fallback === undefined) {
          t.ok([...ofAzd, ...outputs, ...asked].includes(variable), `${variable} has a value`)
        } else if (variable !== 'CODEX_REDIRECT_URIS') {
          t.match(table, `| \`${variable}\` | ${fallback && `\`${fallback}\` `}|`, variable)
        }
      }
    }
  )
}

t.test('where a variable is not set, Bicep has the same default', async (t) => {
  const given = JSON.parse(read('deploy/azure/main.parameters.json')).parameters as Record<
    string,
    { value: string }
  >
  for (const [name, { value }] of Object.entries(given)) {
    const fallback = /=(.*)\}$/.exec(value)?.[1]
    const [, own] = / = '?(.*?)'?$/.exec(main.get(name)?.text ?? '') ?? []
    t.equal(own, fallback, name)
  }
})

t.test('the table has no variable that nothing reads', async (t) => {
  const read = ['main', 'app']
    .map((name) => readFileSync(join(folder, `${name}.parameters.json`), 'utf8'))
    .join()
  for (const [, names = ''] of table.matchAll(/^\| (`.*?) \|/gm))
    for (const [, name = ''] of names.matchAll(/`(\w+)`/g)) t.match(read, `\${${name}`, name)
})

t.test('a pipeline passes every variable on but the secret', async (t) => {
  const documented = [...table.matchAll(/`([A-Z_]+)`/g)].map(([, name = '']) => name)
  const { env } = parse(read('.github/workflows/deploy.yml')).jobs.deploy
  for (const name of documented) {
    if (['CLIENT_SECRET', 'CODEX_REDIRECT_URIS'].includes(name)) continue
    t.equal(env[name], `\${{ vars.${name} }}`)
    if (!name.startsWith('AZURE_')) t.ok(azd.pipeline.variables.includes(name), name)
  }
})

t.test('no parameter for a secret is readable, and no output is one', async (t) => {
  for (const file of readdirSync(folder).filter((name) => name.endsWith('.bicep'))) {
    for (const { kind, name, decorators } of readBicep(file).values()) {
      if (!/secret|password|key$/i.test(name) || /Uri$/.test(name)) continue
      if (kind === 'parameter') t.ok(decorators.includes('@secure()'), `${file} ${name}`)
      t.not(kind, 'output', `${file} ${name}`)
    }
  }
  t.ok(main.get('clientSecret')?.decorators.includes('@secure()'))
})

t.test('each module gets the parameters that it has, and gives the outputs that are used', async (t) => {
  const modules = [...main.values()].filter(({ kind }) => kind === 'module')
  t.ok(modules.length > 5)
  for (const { name, of, value } of modules) {
    const inner = [...readBicep(of).values()]
    const given = Object.keys(membersOf(membersOf(value).params))
    t.strictSame(given.sort(), namesOf(inner, 'parameter').sort(), of)
    for (const { text } of main.values())
      for (const [, output = ''] of text.matchAll(new RegExp(`\\b${name}!?\\.outputs\\.(\\w+)`, 'g')))
        t.ok(namesOf(inner, 'output').includes(output), `${of} gives ${output}`)
  }
})

t.test('a secret is asked for only where the exchange is by secret', async (t) => {
  t.match(main.get('vault')?.text, /^module vault 'vault\.bicep' = if \(keepsSecret\)/)
  t.match(main.get('keepsSecret')?.text, "exchangeCredential == 'secret'")
  for (const [name, { text }] of main) {
    if (name !== 'vault') t.notMatch(text, /clientSecret: clientSecret/, name)
  }
})

function namesOf(declarations: Declaration[], kind: string): string[] {
  return declarations.filter((each) => each.kind === kind).map(({ name }) => name)
}

function read(file: string): string {
  return readFileSync(join(root, file), 'utf8')
}
