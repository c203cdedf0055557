// Where API Management's documents contradict each other, the gateway's answer is one constant here. As a rule the
// stricter document decides what may be deployed: what loads here is then accepted there.

/** `Variables.GetValueOrDefault<T>` on a value of another type: the reference says it throws, the toolkit gives the default. */
export const VARIABLE_OF_ANOTHER_TYPE: 'throw' | 'default' = 'throw'

/** `IUrl.Port`: the reference says int, the toolkit string. */
export const URL_PORT_TYPE: 'int' | 'string' = 'int'

/** `BasicAuthCredentials`: the reference names UserId and Password, the toolkit Username and Password. */
export const BASIC_USER_MEMBER: 'UserId' | 'Username' = 'UserId'

/** `Body.As<T>()` after the body was consumed: an exception, or an empty body. */
export const CONSUMED_BODY: 'throw' | 'empty' = 'throw'

/** Operation templates are compared without regard to case. */
export const TEMPLATES_IGNORE_CASE = true

/** cache-lookup-value without a default finds nothing: the variable is left unset, or holds null. */
export const CACHE_MISS: 'unset' | 'null' = 'unset'

/** rewrite-uri without copy-unmatched-params: the reference says true, the schema false. */
export const COPY_UNMATCHED_PARAMETERS = true

/** Status of an unhandled timeout or connection failure of a backend. */
export const BACKEND_FAILURE_STATUS = 500

/** `LastError.Reason` of fail-on-error-status-code, which no document names. */
export const ERROR_STATUS_REASON = 'BackendErrorStatusCode'

/** `LastError.Source` of rate-limit-by-key and quota-by-key; the catalogue has rate-limit and quota only. */
export const LIMIT_SOURCES = { rate: 'rate-limit-by-key', quota: 'quota-by-key' }

/** authentication-managed-identity with an output variable leaves Authorization alone. */
export const IDENTITY_OUTPUT_KEEPS_AUTHORIZATION = true

/** Signing keys cannot be fetched: no document says more than that the token is refused. */
export const KEYS_UNAVAILABLE = { status: 401, reason: 'TokenSignatureKeyNotFound' }

/** `LastError.Source` of validate-azure-ad-token: the catalogue has rows for validate-jwt only. */
export const AZURE_AD_TOKEN_SOURCE = 'validate-azure-ad-token'

/** validate-azure-ad-token without client-application-ids: the reference demands it, the schema and the samples do not. */
export const CLIENT_APPLICATIONS_REQUIRED = false

/** set-body and trace in on-error: the references of the policies leave it out, the toolkit and other pages have it. */
export const IN_ON_ERROR = { setBody: false, trace: true }

/** Size of a policy file: a document has 256 KiB by the limits, 250 KB by the service's message; a fragment 32 KB by the older documents, 512 KB by the newest. */
export const MOST_BYTES = { document: 250 * 1024, fragment: 32 * 1024 }

/** cache-lookup-value: its newest reference allows one in a section and none in a fragment; older ones say nothing of it, and Microsoft's samples do otherwise. */
export const CACHE_LOOKUPS = { mostPerSection: 1, inFragments: false }

/** Several cors in one section of a document: the reference allows one, and says too that the first one applies. */
export const MOST_CORS_PER_SECTION = 1

/** base-url after backend-id: the reference says that an inherited backend-id gives way to another backend-id only, and nothing of one in the same document. */
export const BASE_URL_OVERRIDES_BACKEND = false

/** `LastError.Reason` of a backend-id that an expression gave and no backend has, which no document names. */
export const UNKNOWN_BACKEND_REASON = 'BackendNotFound'

/** wait: the schema needs `for` and takes further children; the reference has a default and these three. */
export const WAIT = { needsFor: true, children: ['send-request', 'cache-lookup-value', 'choose'] }

/** timeout of send-one-way-request: the reference allows expressions, the schema an integer only. */
export const ONE_WAY_TIMEOUT_TAKES_EXPRESSIONS = false
