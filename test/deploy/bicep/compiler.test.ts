import { execFile } from 'node:child_process'
import { chmodSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import t, { type Test } from 'tap'
import { bicepLiteral } from '../../../deploy/bicep/bicep-literal.ts'

const run = promisify(execFile)
const folder = join(import.meta.dirname, '../../../deploy/bicep')
const version = (number: string) => `#!/bin/sh\necho "Bicep CLI version ${number} (abc)"\n`

t.test('without a compiler, the command says so in one sentence, what was not done, and fails', async (t) => {
  await t.rejects(runIn(t, {}, join(folder, 'check.ts')), {
    code: 1,
    stdout: '',
    stderr: /^There is no Bicep compiler .* neither compiled, nor linted, nor evaluated\.\n$/
  })
})

for (const [title, files, expected] of [
  ['on the path', { bin: '0.49.2', '.azure/bin': '0.50.0', '.azd/bin': '0.50.0' }, 'bin'],
  ['of the Azure CLI', { '.azure/bin': '0.49.0', '.azd/bin': '0.50.1' }, '.azure/bin'],
  ['of azd', { '.azd/bin': '1.0.0' }, '.azd/bin'],
  [
    'of azd, where that of the Azure CLI is too old',
    { '.azure/bin': '0.48.9', '.azd/bin': '0.49.2' },
    '.azd/bin'
  ]
] as const) {
  t.test(`the compiler ${title} is found`, async (t) => {
    const source = `import { findCompiler } from ${JSON.stringify(join(folder, 'compiler.ts'))}; console.log(findCompiler())`
    const { home, stdout } = await runIn(t, files, '--input-type=module', '--eval', source)
    t.equal(stdout.trim(), join(home, expected, 'bicep'))
  })
}

t.test('a text is a literal from which nothing breaks out', async (t) => {
  for (const [type, text, literal] of [
    ['int', '12', '12'],
    ['int', '12 + 1', "'12 + 1'"],
    ['bool', 'true', 'true'],
    ['bool', 'no', "'no'"],
    ['string', "a'b", "'a\\'b'"],
    ['string', 'a\\', "'a\\\\'"],
    ['string', '${b', "'\\${b'"],
    ['securestring', 'a\nb\r', "'a\\nb\\r'"]
  ] as const)
    t.equal(bicepLiteral(type, text), literal, text)
})

/** Runs Node in a home with these compilers and nothing else. */
async function runIn(t: Test, compilers: Record<string, string>, ...args: string[]) {
  const home = t.testdir({ bin: {}, '.azure': { bin: {} }, '.azd': { bin: {} } })
  for (const [place, number] of Object.entries(compilers)) {
    const file = join(home, place, 'bicep')
    writeFileSync(file, version(number))
    chmodSync(file, 0o755)
  }
  const env = { HOME: home, NUGET_PACKAGES: home, PATH: join(home, 'bin') }
  const { stdout } = await run(process.execPath, args, { env })
  return { home, stdout }
}
