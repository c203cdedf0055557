/** A minimal browser: it follows redirects with cookies, picks `user` and submits the forms, up to the client. */
export async function browse(start: string): Promise<void> {
  const { origin } = new URL(start)
  const cookies = new Map<string, string>()
  let url = start
  let body: URLSearchParams | undefined
  while (url.startsWith(origin)) {
    const cookie = [...cookies].map((pair) => pair.join('=')).join('; ')
    const response: Response = await fetch(url, {
      redirect: 'manual',
      headers: { cookie },
      ...(body && { method: 'POST', body })
    })
    for (const line of response.headers.getSetCookie()) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(line) ?? []
      cookies.set(name, value)
    }
    const page = await response.text()
    const answer = [...page.matchAll(/<input type="hidden" name="(\w+)" value="([^"]*)"/g)]
    const action = /<form method="post" action="([^"]*)"/.exec(page)?.[1]
    url = new URL(response.headers.get('location') ?? action ?? '', url).href
    const form = action
      ? Object.fromEntries(answer.map(([, name, value]) => [name, value]))
      : { username: 'user' }
    body = response.ok ? new URLSearchParams(form) : undefined
  }
  await (await fetch(url, { method: 'POST', body: body ?? null })).arrayBuffer()
}
