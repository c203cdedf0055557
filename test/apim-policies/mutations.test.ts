import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import t, { type Test } from 'tap'
import { checkNamed } from './checks/index.ts'
import { policies, policiesInInstance, startSurroundings } from './gate.ts'
import { mutatedFiles } from './mutations/index.ts'
import type { Mutation } from './mutations/mutation.ts'

const folder = policiesInInstance(t)
const { open } = await startSurroundings(t)

for (const { file, mutations } of mutatedFiles) {
  for (const mutation of mutations) {
    t.test(`${file}, ${mutation[0]}: "${mutation[3]}" notices`, (t) => notices(t, file, mutation))
  }
}

async function notices(t: Test, file: string, [, find, replacement, name]: Mutation): Promise<void> {
  const text = readFileSync(join(policies, file), 'utf8')
  const swap = typeof replacement === 'string' ? () => replacement : replacement
  const mutated = typeof find === 'string' ? text.replaceAll(find, swap) : text.replace(find, swap)
  if (!t.not(mutated, text, 'the text to change is in the file')) return
  writeFileSync(join(folder, file), mutated)
  t.teardown(() => writeFileSync(join(folder, file), text))

  const { check, suite } = checkNamed(name)
  const gate = await open(folder, suite.namedValues).catch((error: Error) => error)
  if (gate instanceof Error) {
    // Refused when it is loaded with the values of the check, though not with ordinary ones: noticed too.
    const ordinary = await open(folder)
    return ordinary.close()
  }
  t.teardown(gate.close)
  await t.rejects(gate.use(check), { code: 'ERR_ASSERTION' })
}
