/** The content of `.vscode/mcp.json` for Visual Studio Code, in one line. In Claude Code, "servers" is "mcpServers". */
export function mcpConfiguration(url: string, clientId: string): string {
  return JSON.stringify({ servers: { graph: { type: 'http', url, oauth: { clientId } } } })
}
