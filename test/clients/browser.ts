#!/usr/bin/env node
import { browse } from '../browse.ts'

/** What a client opens as the browser: signs `user` in, and goes back to the client. */
const [, , authorizationUrl = ''] = process.argv
await browse(authorizationUrl)
