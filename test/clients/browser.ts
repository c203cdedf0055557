#!/usr/bin/env node
import { setTimeout as delay } from 'node:timers/promises'
import { authorize } from '../../deploy/local/sign-in.ts'

/** What a client opens as the browser: signs `user` in, and goes back to the client. */
const [, , authorizationUrl = ''] = process.argv
await goTo(await authorize(authorizationUrl, 'user'))

/** mcp-remote opens the browser first and listens then, which no person is quick enough to notice. */
async function goTo(url: URL, attempts = 50): Promise<void> {
  try {
    await fetch(url)
  } catch (error) {
    if (attempts === 0) throw error
    await delay(100)
    await goTo(url, attempts - 1)
  }
}
