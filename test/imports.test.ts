import { globSync, readFileSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'
import t from 'tap'

const root = join(import.meta.dirname, '..')

/** What the files of a folder may import, besides packages and their own folder. */
const allowed: Record<string, RegExp> = {
  'app/tools': /^app\//,
  app: /^(app|plugins|routes)\/|^package\.json$/,
  plugins: /^(app\/(?!app\.ts|server\.ts)|plugins\/)|^package\.json$/,
  routes: /^(app\/(?!app\.ts|server\.ts)|routes\/)|^package\.json$/,
  deploy: /^(app|deploy)\//
}

for (const [folder, pattern] of Object.entries(allowed)) {
  t.test(`imports of ${folder}/ point one way`, async (t) => {
    const inner = Object.keys(allowed).filter((other) => other.startsWith(`${folder}/`))
    for (const file of globSync(`${folder}/**/*.ts`, { cwd: root })) {
      if (inner.some((other) => file.startsWith(`${other}/`))) continue
      for (const target of importsOf(file)) t.match(target, pattern, `${file} imports ${target}`)
    }
  })
}

t.test('only the plugins and routes that it registers are known to app.ts', async (t) => {
  for (const file of globSync('app/**/*.ts', { cwd: root })) {
    if (file === 'app/app.ts') continue
    for (const target of importsOf(file))
      t.match(target, /^app\/|^package\.json$/, `${file} imports ${target}`)
  }
})

t.test('the environment is read in server.ts alone', async (t) => {
  for (const file of globSync('{app,plugins,routes}/**/*.ts', { cwd: root })) {
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
    'build.ts'
  ])
  const sent = source('.dockerignore').match(/^!.+$/gm)
  t.strictSame(sent?.map((line) => line.slice(1)).sort(), copied.sort())
})

/** The files that a file imports, from the root. */
function importsOf(file: string): string[] {
  const found = source(file).matchAll(/(?:from|import\(|import) ?'(\.[^']+)'/g)
  return [...found].map(([, path = '']) => relative(root, join(root, dirname(file), path)))
}

function source(file: string): string {
  return readFileSync(join(root, file), 'utf8')
}
