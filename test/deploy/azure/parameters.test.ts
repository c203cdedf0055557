import t from 'tap'
import { parse } from 'yaml'
import { app, main, readText } from './predicted.ts'

const readme = readText('deploy/azure/README.md')
const table = /## Parameters\n([\s\S]*?)\n## /.exec(readme)?.[1] ?? ''
const azd = parse(readText('azure.yaml')) as {
  pipeline: { variables: string[] }
  services: { app: { docker: { buildArgs: string[] } } }
}

/** What azd knows by itself. */
const ofAzd = ['AZURE_ENV_NAME', 'AZURE_LOCATION', 'SERVICE_APP_IMAGE_NAME']
const asked = ['AZURE_ENV_NAME', 'AZURE_LOCATION', 'PUBLISHER_NAME', 'PUBLISHER_EMAIL']
/** What the hook writes. */
const ofHook = ['CODEX_REDIRECT_URIS']

const templates = Object.entries({ main, app }).map(([name, { parameters }]) => ({
  name,
  parameters,
  given: givenTo(name)
}))

for (const { name, parameters, given } of templates) {
  t.test(`the parameters of ${name}.bicep are given, and no other`, async (t) => {
    t.strictSame(Object.keys(given).sort(), Object.keys(parameters).sort())
  })

  t.test(
    `each variable of ${name}.parameters.json is azd's, an output, or in the table with its default`,
    async (t) => {
      for (const { variable, fallback } of Object.values(given)) {
        t.ok(variable)
        if (fallback === undefined)
          t.ok([...ofAzd, ...asked].includes(variable) || variable in main.outputs, `${variable} has a value`)
        else if (!ofHook.includes(variable))
          t.match(table, `| \`${variable}\` | ${fallback && `\`${fallback}\` `}|`, variable)
      }
    }
  )
}

t.test('where a variable is not set, Bicep has the same default', async (t) => {
  for (const [name, { fallback }] of Object.entries(givenTo('main'))) {
    const own = main.parameters[name]?.defaultValue
    t.equal(own === undefined ? own : String(own), fallback, name)
  }
})

t.test('the table has no variable that nothing reads', async (t) => {
  const read = [
    ...templates.flatMap(({ given }) => Object.values(given).map(({ variable }) => variable)),
    ...azd.services.app.docker.buildArgs.map((argument) => /\$\{(\w+)=/.exec(argument)?.[1])
  ]
  for (const [, names = ''] of table.matchAll(/^\| (`.*?) \|/gm))
    for (const [, name = ''] of names.matchAll(/`(\w+)`/g)) t.ok(read.includes(name), name)
})

t.test('a pipeline passes every variable on but the secret', async (t) => {
  const documented = [...table.matchAll(/`([A-Z_]+)`/g)].map(([, name = '']) => name)
  const { env } = parse(readText('.github/workflows/azure-dev.yml')).jobs.deploy
  for (const name of documented) {
    if (['CLIENT_SECRET', ...ofHook].includes(name)) continue
    t.equal(env[name], `\${{ vars.${name} }}`)
    if (!name.startsWith('AZURE_')) t.ok(azd.pipeline.variables.includes(name), name)
  }
})

t.test('no parameter for a secret is readable, and no output is one', async (t) => {
  for (const { parameters } of templates)
    for (const [name, { type }] of Object.entries(parameters))
      if (/secret|password|key$/i.test(name)) t.equal(type, 'securestring', name)
  t.equal(main.parameters.clientSecret?.type, 'securestring')
  for (const name of Object.keys(main.outputs)) t.notMatch(name, /secret|password|key$/i)
})

/** The variable of azd that fills each parameter, and its default there. */
function givenTo(name: string): Record<string, { variable: string; fallback: string | undefined }> {
  const { parameters } = JSON.parse(readText(`deploy/azure/${name}.parameters.json`)) as {
    parameters: Record<string, { value: string }>
  }
  return Object.fromEntries(
    Object.entries(parameters).map(([parameter, { value }]) => {
      const [, variable = '', fallback] = /^\$\{(\w+)(?:=(.*))?\}$/.exec(value) ?? []
      return [parameter, { variable, fallback }]
    })
  )
}
