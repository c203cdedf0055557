import { execFile } from 'node:child_process'
import { chmodSync, existsSync, readFileSync, writeFileSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { promisify } from 'node:util'
import t, { type Test } from 'tap'
import { parse } from 'yaml'
import { preauthorizedApplications } from '../../../deploy/azure/preauthorized-applications.ts'

interface Hook {
  run: string
}

const run = promisify(execFile)
const root = join(import.meta.dirname, '../../..')
const azd = parse(readFileSync(join(root, 'azure.yaml'), 'utf8'))
const { scripts } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'))

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

t.test('before provisioning, azd is given the pre-authorised applications', async (t) => {
  const { calls } = await prepare(t)
  const [, value = ''] = /^env set PREAUTHORIZED_APPLICATIONS (\S+)$/m.exec(calls()) ?? []
  t.ok(Array.isArray(JSON.parse(Buffer.from(value, 'base64').toString())))
})

for (const [name, value] of [
  ['CORS_ORIGINS', 'https://a.example" + "x'],
  ['CORS_ORIGINS', 'https://a.example\\'],
  ['CUSTOM_DOMAIN', 'a.example/"'],
  ['CUSTOM_DOMAIN', 'https://a.example']
] as const) {
  t.test(
    `before provisioning, ${name}=${value} is refused, for it becomes part of an expression`,
    async (t) => {
      await t.rejects(prepare(t, { [name]: value }), { code: 1, stderr: new RegExp(name) })
    }
  )
}

t.test('after deploying, the addresses and the configuration of clients are printed', async (t) => {
  const env = {
    APIM_GATEWAY_URL: 'https://a.example/api',
    MCP_CLIENT_ID: 'an-id',
    SERVICE_URL: 'https://b.example'
  }
  const { stdout } = await run('npm', ['exec', '--', 'node', 'deploy/azure/announce.ts'], {
    cwd: root,
    env: { ...process.env, ...env }
  })
  t.match(stdout, '{"servers":{"graph":{"type":"http","url":"https://a.example/api/mcp"}}}')
  t.match(stdout, /https:\/\/a\.example\/api\/oauth\/mcp\s+and the client id an-id\n/)
  t.match(stdout, 'npm run --silent doctor -- --url https://a.example/api --service-url https://b.example')
})

t.test('a missing list of pre-authorised applications is an empty one, a wrong one is refused', async (t) => {
  const folder = t.testdir({
    'wrong.json': '[{"clientId":"not an id"}]',
    'no.json': 'x'
  })
  const read = async (file: string) =>
    JSON.parse(Buffer.from(await preauthorizedApplications(pathToFileURL(file)), 'base64').toString())
  t.strictSame(await read(join(folder, 'missing.json')), [])
  t.match(await read(join(root, 'deploy/azure/preauth.example.json')), [{ name: 'Visual Studio Code' }, {}])
  for (const file of ['wrong.json', 'no.json'])
    await t.rejects(read(join(folder, file)), /preauth\.example\.json/, file)
})

/** Runs the hook with a stand-in for azd, which writes down how it is called. */
async function prepare(t: Test, env: Record<string, string> = {}) {
  const bin = t.testdir()
  const log = join(bin, 'log')
  writeFileSync(join(bin, 'azd'), `#!/bin/sh\necho "$@" > ${log}\n`)
  chmodSync(join(bin, 'azd'), 0o755)
  await run('npm', ['exec', '--', 'node', 'deploy/azure/prepare.ts'], {
    cwd: root,
    env: { ...process.env, ...env, PATH: `${bin}${delimiter}${process.env.PATH}` }
  })
  return { calls: () => readFileSync(log, 'utf8') }
}
