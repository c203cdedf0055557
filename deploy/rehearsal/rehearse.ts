import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createBicep } from '../bicep/bicep.ts'
import { fetchCompiler, findCompiler, noCompiler } from '../bicep/compiler.ts'
import { fail, readCommandLine } from '../command-line.ts'
import { perform, prepare } from './rehearsal.ts'

const {
  with: changes = [],
  keep = false,
  check = false
} = readCommandLine({
  about: `Does on this machine what "azd up" does, with stand-ins for Azure, Entra ID and Microsoft Graph.
It runs the hooks of azure.yaml, main.bicep, app.bicep and the container, in this order. Then it signs in, calls tools and
runs the doctor.`,
  usage: 'npm run rehearse -- [options]',
  options: {
    with: {
      type: 'string',
      value: 'NAME=VALUE',
      about: 'a variable, as "azd env set" sets it',
      multiple: true
    },
    keep: { type: 'boolean', about: 'leaves everything running until Ctrl-C' },
    check: { type: 'boolean', about: 'prints nothing but a failure' }
  }
})
const compiler = findCompiler() ?? fetchCompiler() ?? fail(`${noCompiler} So nothing was rehearsed.`)
const folder = await mkdtemp(join(tmpdir(), 'rehearsal-'))
const variables = Object.fromEntries(changes.map((change) => change.split(/=(.*)/s).slice(0, 2)))
const say = check ? () => {} : (line: string) => console.log(line)

try {
  const running = await perform(await prepare(createBicep(compiler), folder, variables, say))
  if (keep) await new Promise<void>((resolve) => process.once('SIGINT', resolve))
  await running.close()
} catch (error) {
  console.error(error instanceof Error ? error.message : error)
  process.exitCode = 1
} finally {
  await rm(folder, { recursive: true })
}
