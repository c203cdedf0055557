import { createHash } from 'node:crypto'

/**
 * The redirect URI of Codex for an MCP endpoint, without the port, which Entra ID ignores on 127.0.0.1. Codex tells servers
 * apart by the last part of the path: the first nine bytes of the SHA-256 of the endpoint's address (`oauth_callback.rs` of
 * openai/codex). It leaves that part out only where the authorization server sends `iss` (RFC 9207), and Entra ID does not.
 */
export function codexRedirectUri(mcpUrl: string): string {
  const url = new URL(mcpUrl)
  url.hash = ''
  const digest = createHash('sha256').update(url.href).digest()
  return `http://127.0.0.1/callback/${digest.subarray(0, 9).toString('base64url')}`
}
