import { readFileSync } from 'node:fs'
import t from 'tap'
import { Environment } from '../app/config.ts'

const readme = readFileSync(new URL('../README.md', import.meta.url), 'utf8')
const { scripts } = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8'))

t.test('the README names every variable of the configuration, and its default', async (t) => {
  for (const [name, schema] of Object.entries(Environment.properties)) {
    t.match(readme, `\`${name}\``, name)
    const value = String(schema.default || '')
    if (value) t.match(readme, `\`${value}\``, `the default of ${name}`)
  }
})

t.test('every npm command of the README is a script', async (t) => {
  const commands = [...readme.matchAll(/npm (?:run (?:--silent )?([\w:]+)|(ci|start|test))\b/g)].map(
    ([, script, command]) => script ?? (command as string)
  )
  for (const name of new Set(commands)) t.ok(name === 'ci' || name in scripts, `npm ${name}`)
  for (const name of Object.keys(scripts)) t.ok(commands.includes(name), `the README speaks of ${name}`)
})
