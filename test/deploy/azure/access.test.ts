import { execFile } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { promisify } from 'node:util'
import t, { type Test } from 'tap'
import { main } from './predicted.ts'

const run = promisify(execFile)
const folder = join(import.meta.dirname, '../../../deploy/azure')
const page = readFileSync(join(folder, 'access.md'), 'utf8')
const blocks = [...page.matchAll(/```sh\n([\s\S]*?)```/g)].map(([, block = '']) => block)
const parameters = ['main', 'app'].map((name) =>
  readFileSync(join(folder, `${name}.parameters.json`), 'utf8')
)

for (const block of blocks) {
  t.test(`the shell makes whole calls of ${block.split('\n')[0]} …`, async (t) => {
    const calls = await callsOf(t, block)
    t.ok(calls.length > 0)
    for (const [command, ...args] of calls) {
      const [, verb, name = ''] = args
      if (command === 'azd' && verb === 'get-value') {
        t.ok(name in main.outputs, name)
      } else if (command === 'azd' && verb === 'set') {
        t.match(parameters.join(), `\${${name}=`, name)
      } else if (args[0] === 'rest') checkRest(t, args)
    }
  })
}

t.test('the page speaks of as many minutes as the gateway keeps Graph tokens', async (t) => {
  const policy = readFileSync(join(folder, '../../apim-policies/fragments/exchange.xml'), 'utf8')
  t.match(policy, '3300')
  t.match(page, `for up to ${3300 / 60} minutes`)
})

/** A call of `az rest` that Graph could read: a whole address, and a body that is JSON. */
function checkRest(t: Test, args: string[]): void {
  const { protocol, host, pathname } = new URL(argument(args, '--url'))
  t.equal(`${protocol}//${host}`, 'https://graph.microsoft.com')
  t.match(pathname, /^\/v1\.0(\/[\w-]+)+$/)
  if (!args.includes('--body')) return
  const body = JSON.parse(argument(args, '--body'))
  t.strictSame(Object.keys(body), ['principalId', 'resourceId', 'appRoleId'])
  t.strictSame([body.principalId, body.resourceId], ['an-id', 'an-id'])
}

function argument(args: string[], name: string): string {
  return args[args.indexOf(name) + 1] ?? ''
}

/** Runs a block with stand-ins for az and azd, which answer with an id, and gives their command lines. */
async function callsOf(t: Test, block: string): Promise<string[][]> {
  const standIn = `#!/usr/bin/env node
const { appendFileSync } = require('node:fs')
const { basename, join } = require('node:path')
const call = [basename(process.argv[1]), ...process.argv.slice(2)]
appendFileSync(join(__dirname, 'calls'), JSON.stringify(call) + '\\n')
console.log('an-id')
`
  const bin = t.testdir({ 'package.json': '{"type":"commonjs"}', az: standIn, azd: standIn, calls: '' })
  await run('chmod', ['+x', join(bin, 'az'), join(bin, 'azd')])
  const env = { ...process.env, PATH: `${bin}${delimiter}${process.env.PATH}` }
  await run('sh', ['-euc', block], { env })
  const calls = readFileSync(join(bin, 'calls'), 'utf8').trim().split('\n')
  return calls.map((line) => JSON.parse(line) as string[])
}
