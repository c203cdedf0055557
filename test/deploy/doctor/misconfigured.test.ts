import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import t from 'tap'
import type { StackOptions } from '../../../deploy/local/stack.ts'
import { apiClientId, tenant } from '../../../deploy/local/tenant.ts'
import { type Chain, startChain } from '../../chain.ts'
import { examine, those } from './examine.ts'

t.setTimeout(300_000)
const origin = 'https://app.example'
const elsewhere = 'http://localhost:9/api'
const stranger = '00000000-0000-0000-0000-000000000001'

interface Row {
  title: string
  options: StackOptions | (() => Promise<StackOptions>)
  errors: string[]
  warnings?: string[]
  /** Where the doctor looks, if not at the usual address. */
  url?: (chain: Chain) => string
  isAnonymous?: boolean
}

const rows: Row[] = [
  {
    title: 'the public address of the service is another',
    options: { environment: { APIM_GATEWAY_URL: elsewhere } },
    errors: ['resource', 'challenge-metadata'],
    isAnonymous: true
  },
  {
    title: 'the named value public-url is another host',
    options: { environment: { CORS_ORIGINS: origin }, gateway: { namedValues: { 'public-url': elsewhere } } },
    errors: ['challenge-metadata']
  },
  {
    title: 'the named value public-url has another path',
    options: {
      environment: { CORS_ORIGINS: origin },
      gateway: { namedValues: { 'public-url': 'http://localhost:9/other' } }
    },
    errors: ['challenge-metadata']
  },
  {
    title: 'the <cors> policy lacks the origin',
    options: withPolicy('api.xml', (xml) => xml.replace('https://cors-origins.invalid', 'https://b.example')),
    errors: ['preflight']
  },
  {
    title: 'CORS_ORIGINS lacks the origin of the <cors> policy',
    options: withPolicy('api.xml', (xml) => xml.replace('https://cors-origins.invalid', origin), {}),
    errors: ['origin-service']
  },
  {
    title: 'the App ID URI is not the resource',
    options: { environment: { APP_ID_URI: `api://${apiClientId}`, CORS_ORIGINS: origin } },
    errors: [],
    warnings: ['app-id-uri']
  },
  {
    title: 'the gateway and the service have different App ID URIs',
    options: {
      environment: { CORS_ORIGINS: origin },
      gateway: {
        namedValues: {
          'app-id-uri': `api://${apiClientId}`,
          'sign-in-scopes': `api://${apiClientId}/access_as_user`
        }
      }
    },
    errors: ['challenge-scope']
  },
  {
    title: 'the gateway asks for fewer scopes than the service',
    options: {
      environment: { CORS_ORIGINS: origin },
      gateway: { namedValues: { 'sign-in-scopes': `api://${apiClientId}/access_as_user` } }
    },
    errors: ['challenge-scope']
  },
  {
    title: 'the gateway and the service ask for access_as_user alone',
    options: { environment: { SIGN_IN_SCOPES: 'minimal', CORS_ORIGINS: origin } },
    errors: [],
    warnings: ['tool-scopes']
  },
  {
    title: 'the service lets everyone call',
    options: { environment: { GATEWAY_PRINCIPAL_ID: 'any', CORS_ORIGINS: origin } },
    errors: ['gateway-only']
  },
  {
    title: 'the service expects another gateway',
    options: { environment: { GATEWAY_PRINCIPAL_ID: stranger, CORS_ORIGINS: origin } },
    errors: ['status']
  },
  {
    title: 'the gateway expects another client id',
    options: { environment: { CORS_ORIGINS: origin }, gateway: { namedValues: { 'client-id': stranger } } },
    errors: ['mcp-token']
  },
  {
    title: 'the gateway expects another tenant',
    options: { environment: { CORS_ORIGINS: origin }, gateway: { namedValues: { 'tenant-id': stranger } } },
    errors: ['own-authorize']
  },
  {
    title: 'the service expects another tenant than its gateway',
    options: {
      environment: { TENANT_ID: stranger, CORS_ORIGINS: origin },
      gateway: { namedValues: { 'tenant-id': tenant.id } }
    },
    errors: ['status']
  },
  {
    title: 'the gateway asks for a token of an unknown App ID URI',
    options: {
      environment: { CORS_ORIGINS: origin },
      gateway: { namedValues: { 'app-id-uri': `api://${stranger}` } }
    },
    errors: ['status']
  },
  {
    title: 'the identity of the gateway is not the one that is trusted',
    options: {
      environment: { CORS_ORIGINS: origin },
      gateway: { namedValues: { 'exchange-credential': 'secret', 'client-secret': 'wrong' } }
    },
    errors: ['me']
  },
  {
    title: 'the <cors> policy exposes nothing',
    options: withPolicy('api.xml', (xml) => xml.replace(/<expose-headers>[\s\S]*<\/expose-headers>/, '')),
    errors: ['expose-headers']
  },
  {
    title: 'the <cors> policy allows too few headers',
    options: withPolicy('api.xml', (xml) => xml.replace('<header>*</header>', '<header>Accept</header>')),
    errors: ['preflight']
  },
  {
    title: 'the metadata cannot be read by pages',
    options: withPolicy('metadata-api.xml', (xml) => xml.replace(/<cors[\s\S]*<\/cors>/, '')),
    errors: ['metadata-cors']
  }
]

for (const { title, options, errors, warnings = [], isAnonymous = false } of rows) {
  t.test(title, async (t) => {
    const chain = await startChain(t, typeof options === 'function' ? await options() : options)
    const { url, serviceUrl } = chain
    const findings = await examine({
      url,
      serviceUrl,
      clientId: apiClientId,
      ...(!isAnonymous && { origin, token: await chain.token() })
    })
    t.strictSame(those(findings, 'error').sort(), errors.sort(), {
      findings: Object.values(findings).filter(({ state }) => state === 'error')
    })
    if (!isAnonymous) t.strictSame(those(findings, 'warning'), warnings)
    for (const check of errors) t.match(findings[check], { found: /\S/, expected: /\S/, fix: /\S/ })
  })
}

/** The chain with a copy of the policies in which one file is changed. */
function withPolicy(
  file: string,
  change: (xml: string) => string,
  environment: Record<string, string> = { CORS_ORIGINS: origin }
): () => Promise<StackOptions> {
  return async () => {
    const folder = await mkdtemp(join(tmpdir(), 'policies-'))
    t.teardown(() => rm(folder, { recursive: true }))
    await cp(join(import.meta.dirname, '../../../apim-policies'), folder, { recursive: true })
    const path = join(folder, file)
    await writeFile(path, change(await readFile(path, 'utf8')))
    return { environment, gateway: { policies: folder } }
  }
}
