import { execFileSync } from 'node:child_process'
import { chmodSync, readFileSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import t, { type Test } from 'tap'
import { createBicep } from '../../../deploy/bicep/bicep.ts'
import { findCompiler } from '../../../deploy/bicep/compiler.ts'
import { predictDeployment } from '../../../deploy/bicep/default-deployment.ts'
import { skip } from '../rehearsal/rehearsal.ts'
import { main, only, readText } from './predicted.ts'

const page = readText('deploy/azure/README.md')
const parameters = ['main', 'app'].map((name) => readText(`deploy/azure/${name}.parameters.json`)).join()
const known = [...Object.keys(main.outputs), 'SERVICE_APP_IMAGE_NAME']

for (const section of [
  'A private app',
  'Another cloud',
  'Going back',
  'Blue and green',
  'Several environments'
])
  t.test(`the shell makes whole calls of the commands below "${section}"`, async (t) => {
    const [, text = ''] = page.split(`### ${section}\n`)
    const [own = ''] = text.split('\n### ')
    const script = [...own.matchAll(/```sh\n([\s\S]*?)```/g)].map(([, block = '']) => block).join('')
    const calls = callsOf(t, script)
    t.ok(calls.length > 1)
    for (const [command, ...args] of calls) {
      const [area, verb, name = ''] = args
      if (command !== 'azd' || area !== 'env') continue
      if (verb === 'get-value') t.ok(known.includes(name), name)
      if (verb === 'set' && name !== 'AZURE_CLOUD') t.match(parameters, `\${${name}`, name)
    }
  })

t.test(
  'a blue revision keeps the calls, and a new one gets none until it is given some',
  { skip },
  async (t) => {
    const bicep = createBicep(findCompiler() ?? '')
    const configurationOf = (variables: Record<string, string>) =>
      only<{ configuration: object }>(
        'Microsoft.App/containerApps',
        predictDeployment(bicep, 'app', variables)
      ).properties.configuration
    t.match(configurationOf({}), {
      activeRevisionsMode: 'Single',
      ingress: { traffic: [{ latestRevision: true, weight: 100 }] }
    })
    t.match(configurationOf({ BLUE_REVISION: 'app-abc--0000001' }), {
      activeRevisionsMode: 'Multiple',
      ingress: { traffic: [{ revisionName: 'app-abc--0000001', label: 'blue', weight: 100 }] }
    })
  }
)

t.test('two environments of azd have no resource in common', { skip }, async (t) => {
  const bicep = createBicep(findCompiler() ?? '')
  const idsOf = (AZURE_ENV_NAME: string) =>
    predictDeployment(bicep, 'main', { AZURE_ENV_NAME }).resources.map(
      ({ id, properties }) => id ?? (properties as { uniqueName?: string }).uniqueName
    )
  const taken = new Set(idsOf('contoso').filter(Boolean))
  t.ok(taken.size > 50)
  t.strictSame(
    idsOf('staging').filter((id) => taken.has(id)),
    []
  )
})

/** Runs a block with stand-ins, which answer with a word, and gives their command lines. */
function callsOf(t: Test, block: string): string[][] {
  const standIn = `#!/usr/bin/env node
const { appendFileSync } = require('node:fs')
const { basename, join } = require('node:path')
appendFileSync(join(__dirname, 'calls'), JSON.stringify([basename(process.argv[1]), ...process.argv.slice(2)]) + '\\n')
console.log('a-word')
`
  const commands = ['az', 'azd', 'curl']
  const bin = t.testdir({
    'package.json': '{"type":"commonjs"}',
    calls: '',
    ...Object.fromEntries(commands.map((name) => [name, standIn]))
  })
  for (const name of commands) chmodSync(join(bin, name), 0o755)
  execFileSync('sh', ['-euc', block], {
    env: { ...process.env, PATH: `${bin}${delimiter}${process.env.PATH}` }
  })
  const lines = readFileSync(join(bin, 'calls'), 'utf8').trim().split('\n')
  return lines.map((line) => JSON.parse(line) as string[])
}
