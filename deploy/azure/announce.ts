import { mcpConfiguration } from '../mcp-configuration.ts'

/** azd runs this after a deployment. The outputs of main.bicep are its environment. */
const { APIM_GATEWAY_URL: url = '', MCP_CLIENT_ID: clientId = '', SERVICE_URL: serviceUrl = '' } = process.env

console.log(`
  API            ${url}
  Documentation  ${url}/docs

${mcpConfiguration(url, clientId)}

  See whether all of it works:

  npm run --silent doctor -- --url ${url} --service-url ${serviceUrl} --mcp-client-id ${clientId}
`)
