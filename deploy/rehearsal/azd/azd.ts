import { readFile, writeFile } from 'node:fs/promises'

/** The verbs of azd that the hooks use, over a file of the rehearsal. Any other verb fails. */
const [, , file = '', ...words] = process.argv
const [area, verb, name = '', value = ''] = words
if (area !== 'env' || !['set', 'get-value', 'get-values'].includes(verb ?? ''))
  refuse(`The rehearsal's azd does not know "azd ${words.join(' ')}".`)

const values = JSON.parse(await readFile(file, 'utf8')) as Record<string, string>
if (verb === 'set') await writeFile(file, JSON.stringify({ ...values, [name]: value }))
else if (verb === 'get-values') console.log(JSON.stringify(values))
else if (name in values) console.log(values[name])
else refuse(`ERROR: key '${name}' not found in the environment values`)

function refuse(sentence: string): never {
  console.error(sentence)
  process.exit(1)
}
