import t from 'tap'
import { type Item, toolCalls } from './tool-calls.ts'

const { run, asked, graph, textOf } = await toolCalls(t)
const cursorOf = async (name: string, input: object) => String((await run(name, input)).json.nextCursor)
const page = { limit: 10 }
const cursor = await cursorOf('list_my_messages', page)

const lists: [name: string, input: object][] = [
  ['list_my_messages', { limit: 10 }],
  ['list_my_messages', { query: 'build', limit: 7 }],
  ['list_my_direct_reports', { limit: 1 }],
  ['search_people', { query: 'contoso', limit: 4 }],
  ['search_my_files', { query: 'o', limit: 2 }],
  ['list_my_events', { start: '2026-11-02T00:00:00Z', end: '2026-11-30T00:00:00Z', limit: 9 }]
]

for (const [name, input] of lists) {
  t.test(`${name} ${JSON.stringify(input)} turns every page once`, async (t) => {
    const pages = await everyPage(name, input)
    const ids = pages.flat().map(({ id }) => id)
    t.ok(pages.length > 1)
    t.equal(new Set(ids).size, ids.length)
    const [whole = []] = await everyPage(name, { ...input, limit: 50 })
    t.strictSame(pages.flat(), whole)
  })
}

t.test('a list of everything has no cursor', async (t) => {
  t.notOk('nextCursor' in (await run('list_my_messages', { limit: 50 })).json)
})

t.test('the limit is 1 to 50', async (t) => {
  for (const limit of [0, 51, 1.5, '51', '010', ' 5', '5.0', [5], -1]) {
    t.match(await run('list_my_messages', { limit }), { status: 400, json: { code: 'input_invalid' } })
  }
})

const decoded = Buffer.from(cursor, 'base64url').toString()
const binding = decoded.slice(0, 43)
const encode = (text: string) => Buffer.from(text).toString('base64url')

const foreign: [title: string, name: string, input: object][] = [
  ['of another limit', 'list_my_messages', { limit: 9, cursor }],
  ['of a list in a search', 'list_my_messages', { ...page, query: 'build', cursor }],
  ['of another tool', 'list_my_direct_reports', { ...page, cursor }],
  [
    'of another tool with the same inputs',
    'search_my_files',
    { query: 'o', cursor: await cursorOf('search_people', { query: 'o', limit: 1 }), limit: 1 }
  ],
  ['that is no cursor', 'list_my_messages', { ...page, cursor: 'abc' }],
  ['that is a place', 'list_my_messages', { ...page, cursor: '10' }],
  ['that is an address', 'list_my_messages', { ...page, cursor: 'https://graph.microsoft.com/v1.0/users' }],
  [
    'that holds an address',
    'list_my_messages',
    { ...page, cursor: encode('https://graph.microsoft.com/v1.0/users?$skip=1') }
  ],
  ['of another option', 'list_my_messages', { ...page, cursor: encode(`${binding}$filter=a`) }],
  ['without a place', 'list_my_messages', { ...page, cursor: encode(`${binding}$skip=`) }],
  ['that is longer', 'list_my_messages', { ...page, cursor: encode(`x${decoded}`) }]
]

for (const [title, name, input] of foreign) {
  t.test(`a cursor ${title} is refused by name, and Graph not asked`, async (t) => {
    const seen = asked(t)
    const { status, json } = await run(name, input)
    t.strictSame([status, json.code], [400, 'input_invalid'])
    t.match(json.detail, /\bcursor\b/)
    t.equal(seen.length, 0)
  })
}

t.test('the cursor of another user is refused', async (t) => {
  const { status, json } = await run('list_my_messages', { ...page, cursor }, { user: 'blocked' })
  t.strictSame([status, json.code], [400, 'input_invalid'])
})

t.test('a cursor holds no address, no query and no name', async (t) => {
  t.match(decoded, /^[\w-]{43}\$skip=10$/)
})

t.test(
  'whoever forges a cursor turns the pages of their own list, and adds nothing to the request',
  async (t) => {
    for (const place of ['20', '0&$filter=isRead', "20#/../users?$expand='x'", '%26$top=999']) {
      const seen = asked(t)
      await run('list_my_messages', { ...page, cursor: encode(`${binding}$skip=${place}`) })
      const [{ url } = { url: new URL('none:') }] = seen
      t.equal(url.pathname, '/v1.0/me/messages')
      t.strictSame([...url.searchParams.keys()], ['$select', '$orderby', '$top', '$skip'])
      t.equal(url.searchParams.get('$skip'), place)
    }
  }
)

t.test('a place that Graph does not know any more is the fault of the cursor', async (t) => {
  const input = { ...page, cursor: encode(`${binding}$skip=many`) }
  const { status, json } = await run('list_my_messages', input)
  t.strictSame([status, json.code], [400, 'input_invalid'])
  t.match(json.detail, /\bcursor\b/)
})

t.test("the address in Graph's link is never followed", async (t) => {
  const link = `https://evil.example/v1.0/me/messages?$skipToken=${encodeURIComponent('a/b+c==')}&$top=999`
  const body = JSON.stringify({ value: [], '@odata.nextLink': link })
  t.teardown(graph.faults.add({ path: /messages/, times: 1, status: 200, body }))
  const next = await cursorOf('list_my_messages', page)
  const seen = asked(t)
  await run('list_my_messages', { ...page, cursor: next })
  t.equal(seen.length, 1)
  t.equal(seen[0]?.url.pathname, '/v1.0/me/messages')
  t.equal(seen[0]?.url.searchParams.get('$skiptoken'), 'a/b+c==')
  t.equal(seen[0]?.url.searchParams.get('$top'), '10')
})

for (const [link, name, place] of [
  ['https://graph.microsoft.com/v1.0/me/messages?%24skiptoken=abc', '$skiptoken', 'abc'],
  ['https://graph.microsoft.com/v1.0/me/messages?skiptoken=abc', 'skiptoken', 'abc'],
  ['/v1.0/me/messages?$top=1&$skip=7', '$skip', '7'],
  ['me/messages?$skip=7#top', '$skip', '7']
] as const) {
  t.test(`the link ${link} is followed`, async (t) => {
    const body = JSON.stringify({ value: [], '@odata.nextLink': link })
    t.teardown(graph.faults.add({ path: /messages/, times: 1, status: 200, body }))
    const next = await cursorOf('list_my_messages', page)
    const seen = asked(t)
    await run('list_my_messages', { ...page, cursor: next })
    t.equal(seen[0]?.url.searchParams.get(name), place)
  })
}

for (const link of ['', 'https://graph.microsoft.com/v1.0/me/messages', '?$skip=', '?$filter=a', 7, {}, []]) {
  t.test(`a next link that holds no place is an error, not the end: ${JSON.stringify(link)}`, async (t) => {
    const body = JSON.stringify({ value: [{ id: 'a' }], '@odata.nextLink': link })
    t.teardown(graph.faults.add({ path: /messages/, times: 1, status: 200, body }))
    t.match(await run('list_my_messages', page), { status: 502, json: { code: 'graph_refused' } })
  })
}

t.test('an empty page with a next one does not say that nothing was found', async (t) => {
  const body = JSON.stringify({ value: [], '@odata.nextLink': '?$skip=10' })
  t.teardown(graph.faults.add({ path: /messages/, times: 1, status: 200, body }))
  const { json } = await run('list_my_messages', page)
  const text = textOf('list_my_messages', json)
  t.notMatch(text, /nothing found/i)
  t.match(text, String(json.nextCursor))
})

t.test('an answer without a list makes no sense', async (t) => {
  for (const body of ['{}', '{"value":{}}', '{"value":"a"}', '{"value":[null]}']) {
    const remove = graph.faults.add({ path: /directReports/, status: 200, body })
    t.match(await run('list_my_direct_reports'), { status: 503, json: { code: 'graph_unavailable' } })
    remove()
  }
})

async function everyPage(name: string, input: object): Promise<Item[][]> {
  const pages: Item[][] = []
  for (let next: unknown; next !== undefined || pages.length === 0; ) {
    const { json } = await run(name, { ...input, ...(next !== undefined && { cursor: next }) })
    pages.push(Object.values(json).find(Array.isArray) ?? [])
    next = json.nextCursor
  }
  return pages
}
