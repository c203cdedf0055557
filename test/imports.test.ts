import { globSync, readFileSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'
import t from 'tap'
import { circlesOf } from './circles.ts'

const root = join(import.meta.dirname, '..')

/** What the files of a folder may import, besides packages and their own folder. */
const allowed: Record<string, RegExp> = {
  'app/tools': /^app\/(?!app\.ts|server\.ts|mcp\/)/,
  'app/mcp': /^app\/(?!app\.ts|server\.ts)/,
  app: /^(app|plugins|routes)\/|^package\.json$/,
  plugins: /^(app\/(?!app\.ts|server\.ts)|plugins\/)/,
  routes: /^(app\/(?!app\.ts|server\.ts)|routes\/)/,
  deploy: /^(app|deploy)\//
}

for (const [folder, pattern] of Object.entries(allowed)) {
  t.test(`imports of ${folder}/ point one way`, async (t) => {
    const inner = Object.keys(allowed).filter((other) => other.startsWith(`${folder}/`))
    for (const file of filesOf(folder)) {
      if (inner.some((other) => file.startsWith(`${other}/`))) continue
      for (const target of importsOf(file)) t.match(target, pattern, `${file} imports ${target}`)
    }
  })
}

t.test('in app/ only app.ts knows plugins and routes', async (t) => {
  for (const file of filesOf('app')) {
    if (file === 'app/app.ts') continue
    for (const target of importsOf(file))
      t.match(target, /^app\/|^package\.json$/, `${file} imports ${target}`)
  }
})

t.test('the protocol layer of MCP knows no HTTP', async (t) => {
  for (const file of filesOf('app/mcp')) t.notMatch(source(file), /from '(node:https?|fastify|undici)'/, file)
})

/** From the top down; a room imports only what stands below it. */
const spine = [
  'index.ts',
  'handle-call.ts',
  'load',
  'policies',
  'tokens',
  'pipeline',
  'call',
  'trace',
  'expressions'
]
/** What stands beside the spine and imports nothing of it. */
const beside = ['api', 'http', 'state', 'undocumented.ts']
const gateway = 'deploy/local/gateway/'

t.test("imports of the local gateway's rooms only go down", async (t) => {
  for (const file of filesOf(gateway)) {
    const room = roomOf(file)
    t.ok(spine.includes(room) || beside.includes(room), `${file} stands in a room that has its place`)
    for (const target of importsOf(file)) {
      t.ok(target.startsWith(gateway), `${file} imports ${target}, of the gateway`)
      const below = beside.includes(room) ? beside : [...spine.slice(spine.indexOf(room)), ...beside]
      t.ok(below.includes(roomOf(target)), `${file} imports ${target}, not above it`)
    }
  }
})

t.test("only the gateway's index.ts is imported from outside", async (t) => {
  for (const file of filesOf('{app,plugins,routes,deploy}')) {
    if (file.startsWith(gateway)) continue
    for (const target of importsOf(file).filter((target) => target.startsWith(gateway)))
      t.equal(target, `${gateway}index.ts`, `${file} imports ${target}`)
  }
})

t.test('no file imports itself in a circle, but for the recursive descent of the binder', async (t) => {
  const imports = new Map(filesOf('{app,plugins,routes,deploy,test}').map((file) => [file, importsOf(file)]))
  const binder = `${gateway}expressions/bind/expression.ts`
  const circles = circlesOf(imports)
  t.strictSame(
    circles.filter((circle) => !circle.includes(binder)),
    [],
    'every circle is the descent'
  )
  for (const circle of circles)
    for (const file of circle) t.match(file, `${gateway}expressions/bind/`, circle.join(' → '))
})

t.test('the environment is read in server.ts alone', async (t) => {
  for (const file of filesOf('{app,plugins,routes}')) {
    t.equal(/process\.env/.test(source(file)), file === 'app/server.ts', file)
  }
})

t.test('the image is made of the service alone', async (t) => {
  const copied = [...source('Dockerfile').matchAll(/^COPY (?!--from)(.+) \S+$/gm)].flatMap(([, files = '']) =>
    files.split(' ')
  )
  t.strictSame(copied, [
    'package.json',
    'package-lock.json',
    '.npmrc',
    'app',
    'plugins',
    'routes',
    'deploy/command-line.ts',
    'build.ts'
  ])
  const sent = source('.dockerignore').match(/^!.+$/gm)
  t.strictSame(sent?.map((line) => line.slice(1)).sort(), copied.sort())
})

function filesOf(folder: string): string[] {
  const files = globSync(join(folder, '**/*.ts'), { cwd: root, exclude: ['**/node_modules/**'] })
  if (files.length === 0) throw new Error(`${folder} holds no files: mend the path in this test`)
  return files
}

function roomOf(file: string): string {
  return file.slice(gateway.length).split('/')[0] ?? ''
}

/** The files that a file imports, from the root. */
function importsOf(file: string): string[] {
  const found = source(file).matchAll(/(?:from|import\(|import) ?'(\.[^']+)'/g)
  return [...found].map(([, path = '']) => relative(root, join(root, dirname(file), path)))
}

function source(file: string): string {
  return readFileSync(join(root, file), 'utf8')
}
