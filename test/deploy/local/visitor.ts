/** A browser without script: it keeps cookies, and follows redirects within the origin. */
export function visitor() {
  const jar = new Map<string, string>()

  /** Opens an address, or posts a form to it. Returns the page, or where another origin takes over. */
  async function visit(url: string, form?: Record<string, string>): Promise<Visited> {
    const response = await fetch(url, {
      redirect: 'manual',
      headers: { cookie: [...jar].map((pair) => pair.join('=')).join('; ') },
      ...(form && { method: 'POST', body: new URLSearchParams(form) })
    })
    for (const cookie of response.headers.getSetCookie()) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(cookie) ?? []
      if (value) jar.set(name, value)
      else jar.delete(name)
    }
    const location = response.headers.get('location')
    if (!location) return { url, status: response.status, page: await response.text() }
    const next = new URL(location, url)
    if (next.origin === new URL(url).origin) return visit(next.href)
    return { url: next.href, status: response.status, page: '' }
  }

  return visit
}

export interface Visited {
  url: string
  status: number
  page: string
}
