import t from 'tap'
import { toolCalls } from './tool-calls.ts'

const { run, items, asked, graph, textOf } = await toolCalls(t)

t.test('finds files with the documented fields', async (t) => {
  const { status, json } = await run('search_my_files', { query: 'interviews' })
  t.equal(status, 200)
  const [file, ...others] = json.files as Record<string, unknown>[]
  t.match(file, {
    name: 'Fabrikam interviews.docx',
    isFolder: false,
    mimeType: /wordprocessingml/,
    size: 91_877,
    lastModifiedDateTime: '2026-11-18T09:03:55Z',
    lastModifiedBy: 'Nancy Davis',
    webUrl: /^https:/
  })
  t.strictSame(others, [])
  t.match(
    textOf('search_my_files', json),
    /^Fabrikam interviews\.docx, 2026-11-18T09:03:55Z, by Nancy Davis, https:/
  )
})

t.test('a folder is one', async (t) => {
  const body = JSON.stringify({ value: [{ id: 'a', name: 'Plans', folder: { childCount: 2 } }] })
  t.teardown(graph.faults.add({ path: /drive/, status: 200, body }))
  t.strictSame((await run('search_my_files', { query: 'a' })).json.files, [
    { id: 'a', name: 'Plans', isFolder: true }
  ])
})

t.test('quotes are part of the name', async (t) => {
  t.match(await items('search_my_files', { query: "what's" }), [{ name: "What's new.pptx" }])
})

for (const [query, words] of [
  ["o'neill", "o'neill"],
  ["a')/children?$filter=x&q=('", "a' /children?$filter x&q '"],
  ['../../users', '../../users'],
  ['..%2f..%2fusers', '..%2f..%2fusers'],
  ['?$expand=x', '?$expand x'],
  ['#', '#'],
  ['%27)', '%27'],
  ['filetype:docx OR -draft', 'filetype docx or draft'],
  ['\ud800', '\ufffd']
] as const) {
  t.test(`the words of ${JSON.stringify(query)} are searched for, and nothing else`, async (t) => {
    const seen = asked(t)
    t.equal((await run('search_my_files', { query })).status, 200)
    const [{ url } = { url: new URL('none:') }] = seen
    const parameter = /^\/v1\.0\/me\/drive\/root\/search\(q='((?:[^'/]|'')*)'\)$/.exec(url.pathname)?.[1]
    t.equal(decodeURIComponent(parameter ?? '').replaceAll("''", "'"), words)
    t.strictSame([...url.searchParams.keys()], ['$select', '$top'])
  })
}

t.test('a tenant without OneDrive is not told to correct its words', async (t) => {
  const body = '{"error":{"code":"BadRequest","message":"Tenant does not have a SPO license."}}'
  t.teardown(graph.faults.add({ path: /drive/, status: 400, body }))
  const { status, json } = await run('search_my_files', { query: 'roadmap' })
  t.strictSame([status, json.code], [502, 'graph_refused'])
})

t.test('a query is 1 to 200 characters', async (t) => {
  for (const query of ['', '()', 'a'.repeat(201), 7])
    t.match(await run('search_my_files', { query }), { status: 400, json: { code: 'input_invalid' } })
})
