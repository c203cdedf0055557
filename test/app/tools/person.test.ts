import t from 'tap'
import { toolCalls } from './tool-calls.ts'

const { run, items, asked, graph, textOf } = await toolCalls(t)

const helena = {
  displayName: 'Helena Brandt',
  givenName: 'Helena',
  surname: 'Brandt',
  userPrincipalName: 'helena.brandt@contoso.onmicrosoft.com',
  mail: 'helena.brandt@contoso.onmicrosoft.com',
  jobTitle: 'Director of Products'
}
const fields =
  'id displayName givenName surname userPrincipalName mail jobTitle department officeLocation'.split(' ')

t.test('get_my_manager gets the documented fields and nothing else', async (t) => {
  const seen = asked(t)
  const { status, json } = await run('get_my_manager')
  t.equal(status, 200)
  t.match(json, helena)
  t.strictSame(Object.keys(json).sort(), fields.toSorted())
  t.match(textOf('get_my_manager', json), /^Helena Brandt, Director of Products, .+, helena\.brandt@/)
  t.strictSame(
    seen.map(({ url }) => [url.pathname, url.searchParams.get('$select')]),
    [['/v1.0/me/manager', fields.join(',')]]
  )
})

t.test('someone without a manager is told so', async (t) => {
  const answer = await run('get_my_manager', {}, { user: 'mfa' })
  t.match(answer, { status: 404, json: { code: 'graph_not_found' } })
})

t.test('what the directory leaves empty is absent, and without an id there is no person', async (t) => {
  const person = { id: 'a', mail: null, jobTitle: 7, displayName: 'A', mobilePhone: '+351' }
  const remove = graph.faults.add({ path: /manager/, status: 200, body: JSON.stringify(person) })
  t.strictSame((await run('get_my_manager')).json, { id: 'a', displayName: 'A' })
  remove()
  t.teardown(graph.faults.add({ path: /manager/, status: 200, body: '{"displayName":"A"}' }))
  t.match(await run('get_my_manager'), { status: 503, json: { code: 'graph_unavailable' } })
})

t.test('list_my_direct_reports lists them, page by page', async (t) => {
  const all = await items('list_my_direct_reports')
  t.strictSame(
    all.map(({ displayName }) => displayName),
    ['Tomas Novak', 'Yuki Tanaka', "Zoë O'Neill"]
  )
  for (const person of all) t.strictSame(Object.keys(person).sort(), fields.toSorted())

  const first = await run('list_my_direct_reports', { limit: 2 })
  t.strictSame(first.json.people, all.slice(0, 2))
  const { nextCursor } = first.json
  const last = await run('list_my_direct_reports', { limit: 2, cursor: nextCursor })
  t.strictSame(last.json, { people: all.slice(2) }, 'the last page has no cursor')

  const [line, , more] = textOf('list_my_direct_reports', first.json).split('\n')
  t.match(line, /^Tomas Novak, Designer, /)
  t.match(more, String(nextCursor))
})

t.test('someone who manages nobody has an empty list', async (t) => {
  const { status, json } = await run('list_my_direct_reports', {}, { user: 'mfa' })
  t.equal(status, 200)
  t.strictSame(json, { people: [] })
  t.equal(textOf('list_my_direct_reports', json), 'Nothing found.')
})

for (const [user, status, code] of [
  ['noconsent', 403, 'consent_required'],
  ['blocked', 403, 'graph_forbidden']
] as const) {
  t.test(`the account ${user} is answered ${code} by every tool that calls Graph`, async (t) => {
    const calls: [name: string, input: object][] = [
      ['get_my_manager', {}],
      ['list_my_direct_reports', {}],
      ['search_people', { query: 'a' }],
      ['list_my_events', {}],
      ['list_my_messages', {}],
      ['get_message', { id: 'AAMkADnone=' }],
      ['search_my_files', { query: 'a' }]
    ]
    for (const [name, input] of calls) t.match(await run(name, input, { user }), { status, json: { code } })
  })
}

t.test('search_people finds people with their likeliest address', async (t) => {
  const [found, ...others] = await items('search_people', { query: 'TANAKA' })
  t.match(found, { displayName: 'Yuki Tanaka', mail: 'yuki.tanaka@contoso.onmicrosoft.com' })
  t.strictSame(others, [])
  t.strictSame(await items('search_people', { query: 'nobody' }), [])
})

for (const [query, words] of [
  ["o'neill", `"o'neill"`],
  ['"; $filter=x', '"; $filter x"'],
  ['a" OR displayName:"b', '"a or displayName b"'],
  ['AND NOT NEAR(n=3) ONEAR XRANK', '"and not near n 3 onear xrank"'],
  ['+must -not a+b c-d --x', '"must not a+b c-d x"'],
  ['Android ORDER NOTE', '"Android order note"'],
  ['a&$top=999&$expand=manager#?', '"a&$top 999&$expand manager#?"'],
  ['../../users', '"../../users"'],
  ['%22 %2f\\', '"%22 %2f"']
] as const) {
  t.test(`search_people looks for the words of ${query} and asks nothing else`, async (t) => {
    const seen = asked(t)
    t.equal((await run('search_people', { query })).status, 200)
    t.equal(seen.length, 1)
    t.equal(seen[0]?.url.pathname, '/v1.0/me/people')
    t.strictSame(
      [...(seen[0]?.url.searchParams ?? [])],
      [
        ['$search', words],
        ['$select', fields.join(',').replace(/\bmail\b/, 'scoredEmailAddresses')],
        ['$top', '10']
      ]
    )
  })
}

t.test('search_people needs a word', async (t) => {
  const seen = asked(t)
  for (const query of ['', '""', ' : ', '+ -', 'a'.repeat(201)]) {
    const { status, json } = await run('search_people', { query })
    t.strictSame([status, json.code], [400, 'input_invalid'])
    t.match(json.detail, /query/)
  }
  t.equal((await run('search_people')).status, 400)
  t.equal(seen.length, 0)
})

t.test('a search that Graph does not accept is not the fault of the words', async (t) => {
  const body = '{"error":{"code":"BadRequest","message":"INNER"}}'
  t.teardown(graph.faults.add({ path: /people/, status: 400, body }))
  const { status, json } = await run('search_people', { query: 'a' })
  t.strictSame([status, json.code], [502, 'graph_refused'])
  t.notMatch(json.detail, /query|words/)
})
