import { readFileSync } from 'node:fs'
import { nativeClientId } from '../../deploy/local/tenant.ts'

/** The addresses of the endpoint, below the API. */
export const doors = ['/mcp', '/oauth/mcp']

/**
 * The fenced blocks of a page of `docs/clients/`, in order, with the addresses of a running chain: so the text that a
 * reader copies is what the test runs. A page writes `https://contoso.azure-api.net/api` and `CLIENT_ID`.
 */
export function blocksOf(page: string, apiUrl: string, clientId = nativeClientId): string[] {
  const text = readFileSync(new URL(`../../docs/clients/${page}.md`, import.meta.url), 'utf8')
  return [...text.matchAll(/^```\w*\n([\s\S]*?)^```$/gm)].map(([, block = '']) =>
    block.replaceAll('https://contoso.azure-api.net/api', apiUrl).replaceAll('CLIENT_ID', clientId)
  )
}

/** The text with the address of this door. */
export function through(door: string, text: string): string {
  return text.replace(/\/api(\/oauth)?\/mcp\b/g, `/api${door}`)
}
