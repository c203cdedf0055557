/** What a policy expression sees as `context`: plain host objects named as API Management documents them. */
export interface ExpressionContext {
  Api: Api
  Deployment: { GatewayId: string; Region: string; ServiceId: string; ServiceName: string }
  /** Milliseconds since the call arrived. */
  Elapsed: number
  LastError: LastError | null
  Operation: { Id: string; Method: string; Name: string; UrlTemplate: string } | null
  Product: { Id: string; Name: string } | null
  Request: Request
  Response: Response | null
  /** A GUID in its `D` form. */
  RequestId: string
  Subscription: { Id: string; Key: string; Name: string } | null
  Timestamp: Date
  Tracing: boolean
  User: { Id: string; Email: string; FirstName: string; LastName: string } | null
  /** The values that expressions returned, unchanged, and those that the host adds (`Response`, `jwt(…)`, a string). */
  Variables: Map<string, unknown>
  Trace(message: string): void
}

export interface Api {
  Id: string
  Name: string
  Path: string
  Revision: string
  Version: string
  IsCurrentRevision: boolean
  ServiceUrl: Url
}

/** `context.LastError`: the error, and the policy that raised it. */
export interface LastError {
  Source: string
  Reason: string
  Message: string
  Scope: string
  Section: string
  Path: string
  PolicyId: string
}

export interface Request {
  Method: string
  Url: Url
  OriginalUrl: Url
  Headers: Headers
  MatchedParameters: Map<string, string>
  IpAddress: string
  Body: MessageBody | null
}

/** A response; a `send-request` variable has this shape too. `StatusCode` tells it from other host objects. */
export interface Response {
  StatusCode: number
  StatusReason: string
  Headers: Headers
  Body: MessageBody | null
}

export interface Url {
  Scheme: string
  Host: string
  Port: number
  Path: string
  Query: Map<string, string[]>
  QueryString: string
}

/** Values by lower-case name, one entry for each header line. */
export type Headers = Map<string, string[]>

/** A buffered body. `As<T>()` without `preserveContent` sets its content to null. */
export interface MessageBody {
  content: Uint8Array | null
}
