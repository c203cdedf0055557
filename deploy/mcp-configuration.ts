/**
 * What a terminal says of MCP clients: the configuration of Visual Studio Code, and where those of the others are.
 * `vsCodeClientId` is only needed where Visual Studio Code does not know the authorization server.
 */
export function mcpConfiguration(apiUrl: string, clientId: string, vsCodeClientId?: string): string {
  const server = {
    type: 'http',
    url: `${apiUrl}/mcp`,
    ...(vsCodeClientId && { oauth: { clientId: vsCodeClientId } })
  }
  return `  MCP for VS Code, in .vscode/mcp.json:

  ${JSON.stringify({ servers: { graph: server } })}

  MCP for other clients: docs/clients/README.md has the configuration of each, with the address
  ${apiUrl}/mcp or ${apiUrl}/oauth/mcp
  and the client id ${clientId}`
}
