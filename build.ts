import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { cp, rm } from 'node:fs/promises'
import { build } from 'esbuild'
import { readCommandLine } from './deploy/command-line.ts'

readCommandLine({
  about: 'Bundles the service into dist/, as the image has it: node dist/bundle/server.js starts it.',
  usage: 'npm run build'
})

/**
 * One file to start from, with the Azure packages in chunks that load when first needed. The files of Swagger UI lie
 * beside the bundle, where its plugin looks for them.
 */
await rm('dist', { recursive: true, force: true })
await build({
  entryPoints: ['app/server.ts'],
  outdir: 'dist/bundle',
  bundle: true,
  splitting: true,
  format: 'esm',
  platform: 'node',
  target: 'node24',
  sourcemap: true,
  minifySyntax: true,
  minifyWhitespace: true,
  legalComments: 'external',
  define: { __dirname: 'import.meta.dirname', __filename: 'import.meta.filename' },
  // Most packages are CommonJS and require Node's own modules; some ES modules import createRequire under its own name.
  banner: {
    js: "import { createRequire as requireFrom } from 'node:module'; const require = requireFrom(import.meta.url);"
  }
})
await cp('node_modules/@fastify/swagger-ui/static', 'dist/static', { recursive: true })

/** Starts the bundle once, so that node's compile cache is part of it: the cache counts where the bundle was built. */
const service = spawn(process.execPath, ['dist/bundle/server.js'], {
  env: {
    NODE_COMPILE_CACHE: 'dist/compile-cache',
    TENANT_ID: '00000000-0000-0000-0000-000000000000',
    CLIENT_ID: '00000000-0000-0000-0000-000000000000',
    APIM_GATEWAY_URL: 'https://contoso.azure-api.net/api',
    GATEWAY_PRINCIPAL_ID: 'any',
    // So that telemetry is in the cache too; nobody listens there.
    APPLICATIONINSIGHTS_CONNECTION_STRING:
      'InstrumentationKey=00000000-0000-0000-0000-000000000000;IngestionEndpoint=https://127.0.0.1:9',
    HOST: '127.0.0.1',
    PORT: '0'
  },
  stdio: ['ignore', 'pipe', 'inherit']
})
await once(service.stdout, 'data')
service.kill('SIGINT')
const [code] = await once(service, 'exit')
if (code !== 0) throw new Error(`The bundle does not start and stop: exit code ${code}.`)
