import { execFile, spawn } from 'node:child_process'
import { cp, readFile, symlink } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import t from 'tap'
import { parse } from 'yaml'
import { freePort } from '../deploy/local/free-port.ts'
import { startCollector } from './collector.ts'

const root = join(import.meta.dirname, '..')
const dockerfile = await readFile(join(root, 'Dockerfile'), 'utf8')

t.test(
  'the steps of the Dockerfile make a service that is ready, that traces, and that stops on SIGTERM',
  { timeout: 60_000 },
  async (t) => {
    const folder = t.testdir({ build: {}, image: {} })
    const [build, image] = [join(folder, 'build'), join(folder, 'image')]
    for (const [, from = '', to = ''] of dockerfile.matchAll(/^COPY (?!--from)(.+) (\S+)$/gm)) {
      for (const file of from.split(' '))
        await cp(join(root, file), join(build, to === './' ? file : to), { recursive: true })
    }
    const commands = [...dockerfile.matchAll(/^RUN (.+)$/gm)].map(([, command]) => command)
    t.strictSame(commands, ['npm ci', 'npm run build'])
    // `npm ci` is what installed the packages that run this test, from the same lock file; it is not repeated here.
    await symlink(join(root, 'node_modules'), join(build, 'node_modules'))
    await promisify(execFile)('npm', ['run', 'build'], { cwd: build })

    await cp(join(build, 'dist'), join(image, 'dist'), { recursive: true })
    const port = await freePort()
    const collector = await startCollector(t)
    const [command = '', ...args] = JSON.parse(/^CMD (.+)$/m.exec(dockerfile)?.[1] ?? '[]')
    const service = spawn(command, args, {
      cwd: image,
      env: {
        PATH: process.env.PATH,
        TENANT_ID: '00000000-0000-0000-0000-000000000000',
        CLIENT_ID: '00000000-0000-0000-0000-000000000000',
        APIM_GATEWAY_URL: 'https://contoso.azure-api.net/api',
        GATEWAY_PRINCIPAL_ID: 'any',
        PORT: String(port),
        APPLICATIONINSIGHTS_CONNECTION_STRING: collector.connectionString,
        ...Object.fromEntries(
          [...dockerfile.matchAll(/(\w+)=(\S+)/g)].map(([, name, value]) => [name, value])
        )
      }
    })
    t.teardown(() => service.kill('SIGKILL'))

    t.equal(await answers(`http://127.0.0.1:${port}/status/ready`), 200)
    t.equal((await fetch(`http://127.0.0.1:${port}/docs/static/swagger-ui.css`)).status, 200)
    const trace = '4bf92f3577b34da6a3ce929d0e0e4736'
    await fetch(`http://127.0.0.1:${port}/hello`, {
      headers: { traceparent: `00-${trace}-00f067aa0ba902b7-01` }
    })
    service.kill('SIGTERM')
    const [code] = await new Promise<unknown[]>((resolve) =>
      service.on('exit', (...result) => resolve(result))
    )
    t.equal(code, 0)
    t.ok(
      collector.envelopes.some(
        ({ tags, data }) => data.baseData.name === 'GET /hello' && tags['ai.operation.id'] === trace
      ),
      'what was left is sent before it stops'
    )
  }
)

t.test('the base image comes from where azd says, by default and with a mirror', async (t) => {
  const { services } = parse(await readFile(join(root, 'azure.yaml'), 'utf8'))
  const [, usual] = /^ARG IMAGE_REGISTRY=(\S+)$/m.exec(dockerfile) ?? []
  t.strictSame(services.app.docker.buildArgs, [`IMAGE_REGISTRY=\${IMAGE_REGISTRY=${usual}}`])
  t.notMatch(usual, /^(docker\.io|library)\b/, 'it is not Docker Hub')
})

t.test('the image runs as nobody in particular, and node hears the signals', async (t) => {
  const stages = dockerfile.split(/^FROM /m)
  t.match(stages.at(-1), /^USER node$/m)
  t.match(stages.at(-1), /^CMD \["node", /m)
  for (const stage of stages.slice(1)) t.match(stage, /^\$\{IMAGE_REGISTRY\}\/node:24-slim/)
})

async function answers(url: string): Promise<number> {
  for (;;) {
    try {
      return (await fetch(url)).status
    } catch {
      await new Promise((resolve) => setTimeout(resolve, 50))
    }
  }
}
