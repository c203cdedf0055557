import { once } from 'node:events'
import { request } from 'node:http'
import { text } from 'node:stream/consumers'

/** Begins to send a body to be echoed, and lets the caller say when it ends. */
export function beginUpload(url: string) {
  const upload = request(`${url}/echo`, { method: 'POST', headers: { 'content-length': 6 } })
  const answered = once(upload, 'response')
  upload.write('sl')
  return async function end(): Promise<{ status: number; body: string; connection: string | undefined }> {
    upload.end('owly')
    const [response] = await answered
    const { statusCode: status, headers } = response
    return { status, body: await text(response), connection: headers.connection }
  }
}
