import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { decodeJwt } from 'jose'
import t from 'tap'
import { cloudsByName } from '../../../../app/clouds.ts'
import { type Hosts, useHosts } from '../../../../deploy/rehearsal/network.ts'
import { startChain } from '../../../chain.ts'

const run = promisify(execFile)
const deploy = join(import.meta.dirname, '../../../../deploy')

// No other host can be reached from here on, so a host of the public cloud in a policy or in the service fails a call.
const hosts: Hosts = {}
useHosts(hosts)

const { AzureCloud, ...nationalClouds } = cloudsByName

for (const [name, cloud] of Object.entries(nationalClouds)) {
  const environment = { AUTHORITY_HOST: cloud.authorityHost, GRAPH_URL: cloud.graphUrl }

  // MSAL keeps the first identity endpoint of a process, so one service of this process can exchange.
  for (const gateway of name === 'AzureUSGovernment' ? ([{}, false] as const) : ([{}] as const)) {
    const exchanger = gateway ? 'the gateway' : 'the service'
    t.test(`in ${name}, ${exchanger} exchanges with the hosts of that cloud, and no other`, async (t) => {
      const chain = await startChain(t, { gateway, environment })
      hosts[new URL(cloud.authorityHost).host] = chain.entra.port
      const token = await chain.token({ scopes: ['access_as_user', 'tools.mail.read'] })
      t.match(decodeJwt(token).iss, cloud.authorityHost)

      const init = {
        method: 'POST',
        headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' }
      }
      // Entra refuses the managed identity unless it proves itself with the audience of this cloud.
      for (const path of ['/tools/get_my_profile', '/tools/list_my_messages'])
        t.match(await chain.call(path, { ...init, body: '{}' }), { status: 200 }, path)
      const { headers } = await chain.call('/mcp', { method: 'POST' })
      const challenge = headers.get('www-authenticate') ?? ''
      t.notMatch(challenge, new URL(AzureCloud.authorityHost).host)
    })
  }

  t.test(`in ${name}, the doctor finds nothing wrong, and asks nothing but that cloud`, async (t) => {
    const chain = await startChain(t, { environment })
    hosts[new URL(cloud.authorityHost).host] = chain.entra.port
    const { stdout } = await run(
      process.execPath,
      [
        '--import',
        join(deploy, 'rehearsal/container-network.ts'),
        join(deploy, 'doctor/doctor.ts'),
        '--url',
        chain.url,
        '--token',
        await chain.token()
      ],
      { env: { ...process.env, REHEARSAL_NETWORK: JSON.stringify({ hosts }) } }
    ).catch((error: { stdout: string; stderr: string }) => {
      t.fail(error.stdout + error.stderr)
      return error
    })
    t.match(stdout, /, 0 errors/)
  })
}
