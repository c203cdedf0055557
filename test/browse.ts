import { setTimeout as delay } from 'node:timers/promises'
import { authorize } from '../deploy/local/sign-in.ts'

/** A minimal browser: signs `user` in, and brings Entra's answer to the client, in a query or in a form. */
export async function browse(authorizationUrl: string): Promise<void> {
  const answer = await authorize(authorizationUrl, 'user')
  const { origin, pathname, searchParams } = answer
  const posts = new URL(authorizationUrl).searchParams.get('response_mode') === 'form_post'
  const response = await (posts
    ? visit(origin + pathname, { method: 'POST', body: searchParams })
    : visit(answer.href))
  await response.arrayBuffer()
}

/** mcp-remote opens the browser first and listens then, which no person is quick enough to notice. */
async function visit(url: string, init: RequestInit = {}, attempts = 600): Promise<Response> {
  try {
    return await fetch(url, init)
  } catch (error) {
    if (attempts === 0) throw error
    await delay(100)
    return visit(url, init, attempts - 1)
  }
}
