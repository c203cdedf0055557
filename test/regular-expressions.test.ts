import { globSync, readFileSync } from 'node:fs'
import { createRequire, stripTypeScriptTypes } from 'node:module'
import { join } from 'node:path'
import { parse } from 'acorn'
import { full } from 'acorn-walk'
import t from 'tap'

// Its other back ends are binaries that only some platforms have.
process.env.RECHECK_BACKEND = 'pure'
const { checkSync } = createRequire(import.meta.url)('recheck') as typeof import('recheck')

const root = join(import.meta.dirname, '..')

/** Pattern and flags as they are written, with the places where they are. */
const patterns = new Map<string, string[]>()
/** What makes a pattern at run time, by file. */
const makers = new Set<string>()

for (const file of globSync('{app,plugins,routes,deploy}/**/*.ts', { cwd: root })) {
  // Expressions of policies bring patterns of their own, which their interpreter guards.
  if (file.startsWith('deploy/local/gateway/expressions/')) continue
  const source = stripTypeScriptTypes(readFileSync(join(root, file), 'utf8'))
  full(parse(source, { ecmaVersion: 'latest', sourceType: 'module', locations: true }), (node) => {
    if (node.type === 'Literal' && 'regex' in node && node.regex) {
      const { pattern, flags } = node.regex as { pattern: string; flags: string }
      const text = `/${pattern}/${flags}`
      patterns.set(text, [...(patterns.get(text) ?? []), `${file}:${node.loc?.start.line}`])
    }
    if (node.type === 'Identifier' && 'name' in node && node.name === 'RegExp') makers.add(file)
  })
}

t.test('patterns are written as literals, so that they are checked here', async (t) => {
  t.strictSame([...makers].sort(), [
    // These join the pattern of a GUID with others that have one loop up to the next slash or comma.
    'deploy/azure/existing.ts',
    'deploy/azure/variables.ts',
    // Its parts are those of URL templates: each takes what is no slash, or all that is left.
    'deploy/local/gateway/api/template-matcher.ts'
  ])
})

for (const [text, places] of patterns) {
  t.test(`${text} takes linear time on any text`, async (t) => {
    const end = text.lastIndexOf('/')
    const [pattern, flags] = [text.slice(1, end), text.slice(end + 1)]
    if (isPlain(pattern, flags)) return t.pass('it is tried at one place and has one loop, or it has no loop')
    const { status } = checkSync(pattern, flags, { checker: 'automaton', timeout: null })
    t.equal(status, 'safe', `in ${places.join(', ')}`)
  })
}

t.test('the judge knows bad patterns', async (t) => {
  for (const pattern of ['[^/]+$', '(a+)+$', '\\s*,\\s*', 'eyJ[\\w-]+\\.'])
    t.equal(checkSync(pattern, '', { checker: 'automaton', timeout: null }).status, 'vulnerable', pattern)
})

/** Patterns that need no proof, which takes the judge seconds: nothing in them can be gone through again and again. */
function isPlain(pattern: string, flags: string): boolean {
  const outsideOfClasses = pattern.replace(/\\.|\[(?:\\.|[^\]\\])*\]/g, 'x')
  const loops = outsideOfClasses.match(/[*+]|\{\d+,\}/g)?.length ?? 0
  // With `m` it would be tried at each line.
  const isTriedOnce = outsideOfClasses.startsWith('^') && !flags.includes('m')
  return loops === 0 || (loops === 1 && isTriedOnce && !/[|(]/.test(outsideOfClasses))
}
