import closeWithGrace from 'close-with-grace'
import { buildApp } from './app.ts'
import { type Config, ConfigError, readConfig } from './config.ts'
import { explainListenError } from './listen-error.ts'
import { loggerOptions } from './logger.ts'
import { createDispatcher } from './outbound/dispatcher.ts'
import { closeMilliseconds, shutDown } from './shut-down.ts'
import { startTelemetry } from './telemetry/index.ts'

/** Milliseconds. A replica that is later than this sends requests elsewhere until it has caught up. */
const maxEventLoopDelay = 1_000

// The Azure packages read the environment themselves: they are to report on the service, not on themselves.
process.env.APPLICATION_INSIGHTS_NO_STATSBEAT = 'true'

const config = configOrExit()
const dispatcher = createDispatcher()
const telemetry = await startTelemetry(config, dispatcher)
const app = await buildApp({
  config,
  dispatcher,
  logger: loggerOptions(config),
  telemetry,
  maxEventLoopDelay
})

closeWithGrace({ delay: false, logger: app.log }, async ({ signal, err }) => {
  if (err) app.log.fatal({ err }, 'stopping after an error')
  if (signal === 'SIGTERM') await app.drain()
  await shutDown({ app, dispatcher, telemetry }, closeMilliseconds)
})

try {
  await app.listen({ host: config.host, port: config.port })
} catch (error) {
  exit(explainListenError(error) ?? String(error))
}

function configOrExit(): Config {
  try {
    return readConfig(process.env)
  } catch (error) {
    if (error instanceof ConfigError) exit(error.message)
    throw error
  }
}

function exit(message: string): never {
  console.error(message)
  process.exit(1)
}
