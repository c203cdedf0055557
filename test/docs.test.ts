import { globSync, readFileSync, statSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import t from 'tap'

const root = join(import.meta.dirname, '..')
const files = globSync(['**', '.ci/**', '.github/**'], {
  cwd: root,
  exclude: (path) => /^(node_modules|\.tap|\.git|dist|test\/.*\/node_modules)$/.test(path)
})
const names = new Set(files.map((file) => basename(file)))
const folders = new Set(files.filter((file) => file.includes('/')).map((file) => file.split('/')[0] ?? ''))
const pages = files.filter((file) => file.endsWith('.md'))

const fence = /^```.*?^```/gms

/** What a reader makes after the page. */
const made = new Set([
  'app/tools/get-my-place.ts',
  '.vscode/mcp.json',
  'preauth.json',
  'deploy/azure/preauth.json'
])

t.test('there are pages, and each tells of files', async (t) => {
  for (const page of ['README.md', 'CONTRIBUTING.md', 'SECURITY.md', 'docs/threat-model.md'])
    t.ok(pathsIn(text(page)).length > 0, page)
})

for (const page of pages) {
  t.test(`the links of ${page} lead to files and headings that exist`, async (t) => {
    for (const [link, path, heading] of linksIn(text(page))) {
      const target = path ? join(dirname(page), path) : page
      if (!t.ok(exists(target), `${link} leads to a file`) || !heading) continue
      t.ok(headingsOf(target).includes(heading), `${link} leads to a heading`)
    }
  })

  t.test(`the paths that ${page} names exist`, async (t) => {
    // A page of a client names files of its reader by their names, and files of this repository by their paths.
    const ours = page.startsWith('docs/clients/') ? belowFolder : () => true
    for (const path of pathsIn(text(page)).filter(ours)) {
      if (!made.has(path)) t.ok(found(path, dirname(page)), path)
    }
  })
}

t.test('each test that the threat model quotes is there', async (t) => {
  const cells = text('docs/threat-model.md').split(/[|\n]/)
  let quotes = 0
  for (const cell of cells) {
    let file = ''
    for (const [, path, title = ''] of cell.matchAll(/`(test\/[^`]+)`|"((?:\\"|[^"])+)"/g)) {
      if (path) file = path
      else {
        t.ok(quoted(title.replaceAll('\\"', '"').split('…'), text(file)), `${file}: ${title}`)
        quotes++
      }
    }
  }
  t.ok(quotes > 40)
})

t.test('what readers make is still spoken of', async (t) => {
  const named = new Set(pages.flatMap((page) => pathsIn(text(page))))
  for (const path of made) t.ok(named.has(path), path)
})

t.test('the reader of paths knows a path from other code', async (t) => {
  const sample = [
    '`app/app.ts`, `plugins/`, `test/**/*.test.ts`, `app.ts`, `operations/ID.xml`, `.github/workflows/ci.yml`',
    '`/mcp`, `application/json`, `https://a.example/app/a.ts`, `User.Read`, `api://CLIENT_ID`, `npm ci`',
    '```sh\nnpm exec -c "tap test/docs.test.ts"\n```'
  ].join('\n')
  t.strictSame(
    pathsIn(sample).sort(),
    [
      'app/app.ts',
      'plugins/',
      'test/**/*.test.ts',
      'app.ts',
      'operations/ID.xml',
      '.github/workflows/ci.yml',
      'test/docs.test.ts'
    ].sort()
  )
  t.ok(found('apim-policies/operations/ID.xml', '.'))
  for (const path of ['app/apps.ts', 'app/app.ts/', 'apps.ts', 'test/ID.bicep', 'test/*.bicep'])
    t.notOk(found(path, '.'), path)
})

/** Each relative link with its path and its heading. */
function linksIn(markdown: string): [link: string, path: string, heading: string][] {
  const prose = markdown.replace(fence, '').replace(/`[^`\n]+`/g, '')
  return [...prose.matchAll(/\]\(([^)\s]+)\)/g)]
    .map(([, link = '']) => link)
    .filter((link) => !/^\w+:/.test(link))
    .map((link) => {
      const [path = '', heading = ''] = link.split('#')
      return [link, path, heading]
    })
}

/** What stands in code and is a path of this repository: below one of its folders, or a file by its name. */
function pathsIn(markdown: string): string[] {
  const fences = [...markdown.matchAll(fence)].flatMap(([block]) => block.split(/[\s"'=]+/))
  const spans = [...markdown.replace(fence, '').matchAll(/`([^`\n]+)`/g)].map(([, span]) => span)
  const words = spans.flatMap((span = '') => span.split(/[\s"'=]+/))
  return [
    ...new Set([...fences.filter(belowFolder), ...words.filter((word) => belowFolder(word) || isFile(word))])
  ]
}

function belowFolder(word: string): boolean {
  return /^[\w.@*-]+\/[\w.@*/-]*$/.test(word) && folders.has(word.split('/')[0] ?? '')
}

function isFile(word: string): boolean {
  return /^[\w.@*-][\w.@*/-]*\.(ts|md|xml|json|bicep|kql|yml|yaml|css|cs)$/.test(word)
}

/** From the root or from the page's folder; a name in capitals stands for any; a bare name may be of any file. */
function found(path: string, folder: string): boolean {
  if (names.has(path)) return true
  const pattern = path.replace(/\b[A-Z]{2,}(?=\.|\/|$)/g, (word) => (word === 'README' ? word : '*'))
  const places = [pattern, join(folder, pattern)]
  return places.some((place) =>
    place.includes('*') ? globSync(place, { cwd: root }).length > 0 : exists(place)
  )
}

function exists(path: string): boolean {
  const stats = statSync(join(root, path), { throwIfNoEntry: false })
  return stats !== undefined && (!path.endsWith('/') || stats.isDirectory())
}

/** Whether a line holds the parts of a title in their order; what stands between them varies. */
function quoted(parts: string[], source: string): boolean {
  return source.split('\n').some((line) => {
    let at = 0
    return parts.every((part) => {
      at = line.indexOf(part, at)
      return at >= 0
    })
  })
}

/** As GitHub names the headings of a page. */
function headingsOf(page: string): string[] {
  return [...text(page).matchAll(/^#+ (.+)$/gm)].map(([, heading = '']) =>
    heading
      .toLowerCase()
      .replace(/[^\p{L}\p{N} _-]/gu, '')
      .replaceAll(' ', '-')
  )
}

function text(page: string): string {
  return readFileSync(join(root, page), 'utf8')
}
