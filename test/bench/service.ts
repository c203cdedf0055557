import { buildApp } from '../../app/app.ts'
import { readConfig } from '../../app/config.ts'
import { loggerOptions } from '../../app/logger.ts'
import { createDispatcher } from '../../app/outbound/dispatcher.ts'
import { reroute } from '../../deploy/local/reroute.ts'

/** The service as it runs in Azure, save that the origins of Entra and Graph are the local ones. */
const { ENTRA_URL = '', GRAPH_URL = '' } = process.env
const config = readConfig({ ...process.env, GRAPH_URL: undefined, AUTHORITY_HOST: ENTRA_URL })
const routes = {
  [config.graphUrl]: GRAPH_URL,
  [ENTRA_URL]: ENTRA_URL,
  [ENTRA_URL.replace('http:', 'https:')]: ENTRA_URL
}
const dispatcher = createDispatcher().compose(reroute(routes))
const app = await buildApp({ config, dispatcher, logger: loggerOptions(config) })
await app.listen({ host: config.host, port: config.port })
