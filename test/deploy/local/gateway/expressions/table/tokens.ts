const raw = '((string)context.Variables["token"])'
const jwt = '((Jwt)context.Variables["jwt"])'

export const tokens: string[] = [
  `@(${raw}.AsJwt().Subject)`,
  '@(context.Request.Headers.GetValueOrDefault("Authorization", "").AsJwt()?.Issuer)',
  '@("nonsense".AsJwt() == null)',
  '@("a.b.c".AsJwt() == null)',
  '@{ Jwt j; return context.Request.Headers.GetValueOrDefault("Authorization", "").TryParseJwt(out j) + ":" + j.Claims["tid"][0]; }',
  '@{ Jwt j; return "".TryParseJwt(out j) + ":" + (j == null); }',
  `@(${jwt}.Claims.GetValueOrDefault("oid", "") + ${jwt}.Claims.GetValueOrDefault("roles") + ${jwt}.Claims.GetValueOrDefault("nope", "none"))`,
  `@(${jwt}.Claims.GetValueOrDefault("roles", new string[0]).Length)`,
  `@(${jwt}.Claims["scp"][0].Split(' ').Contains("access_as_user"))`,
  `@(${jwt}.Claims["nope"])`,
  `@(${jwt}.ExpirationTime.Value.Year + ${jwt}.Audiences.First() + ${jwt}.Algorithm)`,
  `@(${jwt}.ExpirationTime)`,
  `@(${jwt}.Id == null && ${jwt}.NotBefore != null)`,
  `@((int)Math.Min(3300, (${jwt}.ExpirationTime.Value - context.Timestamp).TotalSeconds - 60))`,
  `@(${jwt}.Claims["name"][0])`,
  `@(new JObject(new JProperty("name", ${jwt}.Claims["name"][0])).ToString(Formatting.None))`,
  '@(context.Request.Headers.GetValueOrDefault("Authorization", "").StartsWith("Bearer ", StringComparison.OrdinalIgnoreCase) ? context.Request.Headers.GetValueOrDefault("Authorization").Substring(7).Length > 20 : false)',
  '@("Basic dXNlcjpwYTpzcw==".AsBasic().UserId + "Basic dXNlcjpwYTpzcw==".AsBasic().Password)',
  '@(string.Join("&", new Dictionary<string, string> { { "grant_type", "urn:ietf:params:oauth:grant-type:jwt-bearer" }, { "client_secret", "a\\"b\\\\c&d%e+f" }, { "scope", "https://graph.microsoft.com/.default" } }.Select(p => p.Key + "=" + Uri.EscapeDataString(p.Value))))',
  '@{ var claims = "{\\"access_token\\":{\\"polids\\":{\\"essential\\":true,\\"values\\":[\\"x\\"]}}}"; return "Bearer realm=\\"\\", error=\\"insufficient_claims\\", claims=\\"" + Convert.ToBase64String(Encoding.UTF8.GetBytes(claims)) + "\\""; }',
  '@{ var expires = 3599; var left = (int)(new DateTime(2026, 1, 2, 4, 0, 0) - new DateTime(2026, 1, 2, 3, 0, 0)).TotalSeconds; return Math.Min(Math.Min(expires - 300, left - 60), 3300); }',
  "@(Convert.ToBase64String(Encoding.UTF8.GetBytes(new JObject(new JProperty(\"code\", \"claims_required\")).ToString(Formatting.None))).TrimEnd('=').Replace('+', '-').Replace('/', '_'))",
  "@{ var parts = ((string)context.Variables[\"token\"]).Split('.'); var payload = parts[1].Replace('-', '+').Replace('_', '/'); payload = payload.PadRight(payload.Length + (4 - payload.Length % 4) % 4, '='); return (string)JObject.Parse(Encoding.UTF8.GetString(Convert.FromBase64String(payload)))[\"oid\"]; }",
  '@{ var response = context.Variables.GetValueOrDefault<IResponse>("exchange-response"); return response == null || response.StatusCode >= 500; }'
]
