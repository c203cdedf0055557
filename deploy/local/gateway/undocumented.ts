// API Management's documents leave some questions open and answer others in two ways. Each constant here is the
// gateway's choice. The stricter document usually decides what loads, so that Azure accepts what loads here.

/** `Variables.GetValueOrDefault<T>` on another type: the reference says it throws, the toolkit gives the default. */
export const VARIABLE_OF_ANOTHER_TYPE: 'throw' | 'default' = 'throw'

/** `IUrl.Port`: the reference says int, the toolkit string. */
export const URL_PORT_TYPE: 'int' | 'string' = 'int'

/** `BasicAuthCredentials`: the reference names UserId and Password, the toolkit Username and Password. */
export const BASIC_USER_MEMBER: 'UserId' | 'Username' = 'UserId'

/** `Body.As<T>()` after the body was consumed: no document says whether it throws or gives an empty body. */
export const CONSUMED_BODY: 'throw' | 'empty' = 'throw'

/** Whether operation templates match paths in any case. */
export const TEMPLATES_IGNORE_CASE = true

/** The variable of a cache-lookup-value that finds nothing and has no default: left unset, or set to null. */
export const CACHE_MISS: 'unset' | 'null' = 'unset'

/** rewrite-uri without copy-unmatched-params: the reference says true, the schema false. */
export const COPY_UNMATCHED_PARAMETERS = true

/** The status after a timeout or connection failure of a backend that no policy handles. */
export const BACKEND_FAILURE_STATUS = 500

/** `LastError.Reason` of fail-on-error-status-code. No document names it. */
export const ERROR_STATUS_REASON = 'BackendErrorStatusCode'

/** `LastError.Source` of rate-limit-by-key and quota-by-key. The error catalogue has rate-limit and quota only. */
export const LIMIT_SOURCES = { rate: 'rate-limit-by-key', quota: 'quota-by-key' }

/** Whether authentication-managed-identity with an output variable leaves the Authorization header alone. */
export const IDENTITY_OUTPUT_KEEPS_AUTHORIZATION = true

/** The refusal while signing keys cannot be fetched. The documents say only that the token is refused. */
export const KEYS_UNAVAILABLE = { status: 401, reason: 'TokenSignatureKeyNotFound' }

/** `LastError.Source` of validate-azure-ad-token. The error catalogue has rows for validate-jwt only. */
export const AZURE_AD_TOKEN_SOURCE = 'validate-azure-ad-token'

/** Whether validate-azure-ad-token needs client-application-ids: the reference says yes, schema and samples no. */
export const CLIENT_APPLICATIONS_REQUIRED = false

/** Whether set-body and trace work in on-error: their references omit the section, toolkit and other pages have it. */
export const IN_ON_ERROR = { setBody: false, trace: true }

/**
 * The largest policy file. For a document the limits page says 256 KiB and the service's message 250 KB; for a fragment
 * the older documents say 32 KB and the newest 512 KB.
 */
export const MOST_BYTES = { document: 250 * 1024, fragment: 32 * 1024 }

/**
 * Where cache-lookup-value may stand. Its newest reference allows one in a section and none in a fragment. Older ones do
 * not mention this, and Microsoft's samples do not keep to it.
 */
export const CACHE_LOOKUPS = { mostPerSection: 1, inFragments: false }

/** The most cors policies in one section: the reference allows one, but also says that the first applies. */
export const MOST_CORS_PER_SECTION = 1

/**
 * Whether base-url replaces an earlier backend-id. The reference says that only another backend-id replaces an inherited
 * one. It does not say what happens within one document.
 */
export const BASE_URL_OVERRIDES_BACKEND = false

/** `LastError.Reason` when an expression gives a backend-id that does not exist. No document names it. */
export const UNKNOWN_BACKEND_REASON = 'BackendNotFound'

/** wait: the schema requires `for` and allows more children; the reference has a default for it and three children. */
export const WAIT = { needsFor: true, children: ['send-request', 'cache-lookup-value', 'choose'] }

/** Whether the timeout of send-one-way-request may be an expression: the reference says yes, the schema no. */
export const ONE_WAY_TIMEOUT_TAKES_EXPRESSIONS = false
