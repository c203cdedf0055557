// Where API Management's documents contradict each other, the gateway's answer is one constant here.

/** `Variables.GetValueOrDefault<T>` on a value of another type: the reference says it throws, the toolkit gives the default. */
export const VARIABLE_OF_ANOTHER_TYPE: 'throw' | 'default' = 'throw'

/** `IUrl.Port`: the reference says int, the toolkit string. */
export const URL_PORT_TYPE: 'int' | 'string' = 'int'

/** `BasicAuthCredentials`: the reference names UserId and Password, the toolkit Username and Password. */
export const BASIC_USER_MEMBER: 'UserId' | 'Username' = 'UserId'

/** `Body.As<T>()` after the body was consumed: an exception, or an empty body. */
export const CONSUMED_BODY: 'throw' | 'empty' = 'throw'
