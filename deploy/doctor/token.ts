import { userScope } from '../../app/caller.ts'
import { authenticationOf } from './challenge.ts'
import { type Check, error, notRun, type Outcome, ok, skipped, warning } from './check.ts'
import type { Claims } from './claims.ts'
import type { Subject } from './subject.ts'

const graphAudiences = /^(00000003-0000-0000-c000-000000000000|https:\/\/graph\.microsoft\.com\/?)$/
const guid = /[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/i
const noToken = 'needs --token, or the environment variable TOKEN'

/** These checks read the claims of the token; the calls show whether the API accepts it. */
export const token: Check[] = [
  {
    id: 'token-kind',
    title: 'It is an access token for this API',
    needs: ['answer'],
    async run({ token, claims, scope }) {
      if (!token) return skipped(noToken)
      const expected = `an access token for ${(await scope()) ?? 'the scope of this API'}`
      if (!claims) {
        return error('no JSON Web Token', expected, 'Give the access_token of the sign-in, without "Bearer".')
      }
      if (graphAudiences.test(String(claims.aud))) {
        return error(
          'a token for Microsoft Graph',
          expected,
          'Ask for the scope of this API: the API exchanges the token for one of Graph itself.'
        )
      }
      if (isIdToken(claims)) {
        return error('an ID token', expected, 'Give the access_token of the sign-in, not its id_token.')
      }
      return ok()
    }
  },
  {
    id: 'token-audience',
    title: 'aud is this API',
    needs: ['token-kind'],
    run: ofClaims(async (claims, { clientId, scope }) => {
      const appIdUri = (await scope())?.replace(/\/[^/]*$/, '')
      const id = clientId ?? /^api:\/\/(.+)$/.exec(appIdUri ?? '')?.[1]?.match(guid)?.[0]
      const audiences = [id, appIdUri].filter((audience) => audience !== undefined)
      if (audiences.includes(String(claims.aud))) return ok()
      if (!id && guid.test(String(claims.aud))) {
        return skipped(
          'aud is a client id, but the API does not publish its own: give --client-id to compare the two'
        )
      }
      return error(
        `${claims.aud} (aud)`,
        `${audiences.join(' or ') || 'unknown'} (client id or App ID URI of this API)`,
        'Ask for the scope that the challenge names, or set CLIENT_ID and APP_ID_URI to the app registration that the token is for.'
      )
    })
  },
  {
    id: 'token-issuer',
    title: 'It is a v2 token of the issuer',
    needs: ['token-kind', 'sign-in'],
    run: ofClaims(async (claims, subject) => {
      const issuer = await issuerOf(subject)
      if (!issuer) return skipped('the metadata of the sign-in could not be read')
      if (claims.iss === issuer && claims.ver === '2.0') return ok()
      if (claims.ver !== '1.0') {
        return error(
          `${claims.iss} (iss), version ${claims.ver}`,
          `${issuer} (authorization server)`,
          'Sign in at the authorization server that the metadata names.'
        )
      }
      const isAccepted = authenticationOf((await subject.statusAsUser()).json).state === 'authenticated'
      const judge = isAccepted ? warning : error
      return judge(
        `${claims.iss} (iss), version 1.0`,
        `${issuer}, version 2.0`,
        'Set requestedAccessTokenVersion to 2 in the manifest of the app registration (accessTokenAcceptedVersion in older ones), or ACCEPT_V1_TOKENS=true.'
      )
    })
  },
  {
    id: 'token-tenant',
    title: 'tid is the tenant of the API',
    needs: ['token-kind', 'sign-in'],
    run: ofClaims(async (claims, subject) => {
      const tenant = (await issuerOf(subject))?.match(guid)?.[0]
      if (!tenant) return skipped('the metadata of the sign-in names no tenant')
      if (claims.tid === tenant) return ok()
      return error(
        `${claims.tid ?? 'missing'} (tid)`,
        `${tenant} (authorization server)`,
        'Sign in at the address of that tenant, not at /common or /organizations, with one of its accounts or as its guest.'
      )
    })
  },
  {
    id: 'token-time',
    title: 'It is valid now',
    needs: ['token-kind'],
    run: ofClaims(async ({ exp, nbf }, { status }) => {
      const now = Date.now() / 1000 + ((await status()).skewSeconds ?? 0)
      if (typeof exp !== 'number')
        return error('no exp', 'a time of expiry', 'Give the access_token of Entra ID.')
      if (exp <= now) return error(`expired at ${timeOf(exp)}`, 'a later time', 'Sign in again.')
      if (typeof nbf === 'number' && nbf > now + 60) {
        return error(
          `not valid before ${timeOf(nbf)}`,
          'an earlier time',
          'Set the clock of the machine that issued the token, and of the one that runs the API, from a time server.'
        )
      }
      return ok(`for ${Math.round((exp - now) / 60)} more minutes`)
    })
  },
  {
    id: 'token-user',
    title: 'It stands for a user',
    needs: ['token-kind'],
    run: ofClaims(async (claims) => {
      if (!isApp(claims)) return ok()
      return error(
        'an app-only token: no scp, or idtyp "app"',
        'a token of a signed-in user',
        'Sign in as a user (code and PKCE, or device code), not with client credentials.'
      )
    })
  },
  {
    id: 'token-scope',
    title: `scp has ${userScope}`,
    needs: ['token-kind', 'token-user'],
    run: ofClaims(async (claims, { scope }) => {
      if (wordsOf(claims.scp).includes(userScope)) return ok()
      return error(
        `${claims.scp} (scp)`,
        `a list with ${userScope}`,
        `Ask for ${(await scope()) ?? `APP_ID_URI/${userScope}`}, and give the client that permission in its app registration.`
      )
    })
  }
]

/** Whether the token stands for an application without a user. */
export function isApp(claims: Claims): boolean {
  return claims.idtyp === 'app' || claims.scp === undefined
}

export function wordsOf(scp: unknown): string[] {
  return typeof scp === 'string' ? scp.split(' ') : []
}

/** ID tokens name no client application, neither as azp (v2) nor as appid (v1), and no scopes. */
function isIdToken(claims: Claims): boolean {
  return claims.azp === undefined && claims.appid === undefined && claims.scp === undefined
}

function timeOf(seconds: number): string {
  const time = new Date(seconds * 1000)
  return `${Number.isNaN(time.getTime()) ? seconds : time.toISOString()} by its claims`
}

function ofClaims(run: (claims: Claims, subject: Subject) => Promise<Outcome>): Check['run'] {
  return async (subject) => {
    if (!subject.token) return skipped(noToken)
    return subject.claims ? run(subject.claims, subject) : notRun('the token has no claims to read')
  }
}

/** The issuer of the tokens, from the endpoints. */
async function issuerOf({ signIn }: Subject): Promise<string | undefined> {
  const endpoint = (await signIn())?.json.authorization_endpoint
  return typeof endpoint === 'string' ? endpoint.replace(/\/oauth2\/v2\.0\/authorize$/, '/v2.0') : undefined
}
