/** What `.vscode/mcp.json` of Visual Studio Code holds, in one line; Claude Code calls "servers" "mcpServers". */
export function mcpConfiguration(url: string, clientId: string): string {
  return JSON.stringify({ servers: { graph: { type: 'http', url, oauth: { clientId } } } })
}
