import { execFile } from 'node:child_process'
import { chmodSync, existsSync, readFileSync, writeFileSync } from 'node:fs'
import { isBuiltin } from 'node:module'
import { delimiter, join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { promisify } from 'node:util'
import { build } from 'esbuild'
import t, { type Test } from 'tap'
import { parse } from 'yaml'
import { preauthorizedClients } from '../../../deploy/azure/preauthorized-clients.ts'
import { mistakesIn } from '../../../deploy/azure/variables.ts'
import { codexRedirectUri } from '../../../deploy/codex-redirect.ts'

interface Hook {
  run: string
}

const run = promisify(execFile)
const root = join(import.meta.dirname, '../../..')
const azd = parse(readFileSync(join(root, 'azure.yaml'), 'utf8'))
const { scripts, dependencies } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'))

t.test('azure.yaml names files that there are, and the service that app.bicep tags', async (t) => {
  const { app } = azd.services
  for (const file of [`${azd.infra.path}/main.bicep`, `${azd.infra.path}/app.bicep`, app.docker.path])
    t.ok(existsSync(join(root, file)), file)
  t.match(readFileSync(join(root, azd.infra.path, 'app.bicep'), 'utf8'), "'azd-service-name': 'app'")
})

t.test('each hook runs commands that there are, the same on each platform', async (t) => {
  for (const [name, { posix, windows }] of Object.entries<{ posix: Hook; windows: Hook }>(azd.hooks)) {
    t.equal(posix.run, windows.run, name)
    for (const [, script = ''] of posix.run.matchAll(/npm run --silent ([\w:]+)/g))
      t.ok(script in scripts, script)
  }
})

t.test('the deploying job installs only what the hooks and the doctor need', async (t) => {
  const { jobs } = parse(readFileSync(join(root, '.github/workflows/azure-dev.yml'), 'utf8'))
  t.equal(jobs.deploy.env.NPM_CONFIG_OMIT, 'dev')
  for (const { run = '' } of jobs.deploy.steps as Partial<Hook>[]) t.notMatch(run, /npm (ci|install)/)
  const commands = [
    ...Object.values<{ posix: Hook }>(azd.hooks).map(({ posix }) => posix.run),
    scripts.generate,
    scripts.doctor
  ]
  const programs = commands.flatMap((command) => command.match(/deploy\/[\w/-]+\.ts/g) ?? [])
  t.ok(programs.length >= 4)
  const { metafile } = await build({
    entryPoints: programs.map((file) => join(root, file)),
    bundle: true,
    packages: 'external',
    platform: 'node',
    format: 'esm',
    write: false,
    metafile: true,
    outdir: 'out'
  })
  const imported = Object.values(metafile.inputs).flatMap(({ imports }) =>
    imports.filter(({ external }) => external)
  )
  for (const { path } of imported)
    if (!isBuiltin(path))
      t.ok(
        path
          .split('/')
          .slice(0, path.startsWith('@') ? 2 : 1)
          .join('/') in dependencies,
        path
      )
})

t.test('before provisioning, azd is given the redirect URIs of Codex for both endpoints', async (t) => {
  const known = {
    AZURE_SUBSCRIPTION_ID: '22222222-2222-4222-8222-222222222222',
    AZURE_ENV_NAME: 'dev',
    AZURE_LOCATION: 'westeurope'
  }
  const domain = {
    CUSTOM_DOMAIN: 'api.contoso.com',
    CUSTOM_DOMAIN_CERTIFICATE_URI: 'https://contoso.vault.azure.net/secrets/api'
  }
  // The name of the gateway is what Bicep's own engine predicts for these.
  for (const [env, address] of [
    [known, 'https://apim-ciofjwjcpn7gc.azure-api.net/api'],
    [{ ...known, ...domain }, 'https://api.contoso.com/api']
  ] as const) {
    const { calls } = await prepare(t, env)
    const uris = [codexRedirectUri(`${address}/mcp`), codexRedirectUri(`${address}/oauth/mcp`)]
    t.match(calls(), `env set CODEX_REDIRECT_URIS ${uris.join(',')}\n`)
  }
})

t.test('before azd knows where it deploys, it is said what is missing, and nothing is set', async (t) => {
  const { calls, stdout } = await prepare(t)
  t.notMatch(calls(), 'CODEX_REDIRECT_URIS')
  t.match(stdout, /Run "azd provision" once more/)
})

t.test('before provisioning, every wrong variable is named, and nothing is set', async (t) => {
  const env = { ASSIGNMENT_REQUIRED: 'yes', CORS_ORIGINS: 'contoso.com' }
  await t.rejects(prepare(t, env), {
    code: 1,
    stderr: /ASSIGNMENT_REQUIRED must be true or false\.\nCORS_ORIGINS must be /
  })
})

t.test('after deploying, the addresses and the configuration of clients are printed', async (t) => {
  const env = {
    APIM_GATEWAY_URL: 'https://a.example/api',
    MCP_CLIENT_ID: 'an-id',
    SERVICE_URL: 'https://b.example'
  }
  const { stdout } = await run('npm', ['exec', '-c', 'node deploy/azure/announce.ts'], {
    cwd: root,
    env: { ...process.env, ...env }
  })
  t.match(stdout, '{"servers":{"graph":{"type":"http","url":"https://a.example/api/mcp"}}}')
  t.match(stdout, /https:\/\/a\.example\/api\/oauth\/mcp\s+and the client id an-id\n/)
  t.match(
    stdout,
    'npm run --silent doctor -- --url https://a.example/api --service-url https://b.example --mcp-client-id an-id'
  )
})

t.test(
  'preauth.json is the value of PREAUTHORIZED_CLIENTS where there is one, and a wrong one is refused',
  async (t) => {
    const folder = t.testdir({
      'wrong.json': '[{"clientId":"not an id"}]',
      'no.json': 'x',
      'empty.json': '[]'
    })
    const read = (file: string) => preauthorizedClients(pathToFileURL(file))
    t.equal(await read(join(folder, 'missing.json')), undefined, 'the variable stays as it is')
    t.equal(await read(join(folder, 'empty.json')), 'none')
    const PREAUTHORIZED_CLIENTS = await read(join(root, 'deploy/azure/preauth.example.json'))
    t.match(PREAUTHORIZED_CLIENTS, /^aebc6443-996d-45c2-90f0-388ff96faa56,/)
    t.strictSame(mistakesIn({ PREAUTHORIZED_CLIENTS }), [])
    for (const file of ['wrong.json', 'no.json'])
      await t.rejects(read(join(folder, file)), /preauth\.example\.json/, file)
  }
)

/** Runs the hook with a stand-in for azd, which writes down how it is called. */
async function prepare(t: Test, env: Record<string, string> = {}) {
  const bin = t.testdir()
  const log = join(bin, 'log')
  writeFileSync(log, '')
  writeFileSync(join(bin, 'azd'), `#!/bin/sh\necho "$@" >> ${log}\n`)
  chmodSync(join(bin, 'azd'), 0o755)
  const { stdout } = await run('npm', ['exec', '-c', 'node deploy/azure/prepare.ts'], {
    cwd: root,
    env: { ...process.env, ...env, PATH: `${bin}${delimiter}${process.env.PATH}` }
  })
  return { stdout, calls: () => readFileSync(log, 'utf8') }
}
