// What API Management gives a policy expression, as far as the oracle's fixtures fill it.
using System; using System.Collections; using System.Collections.Generic; using System.Globalization; using System.IO; using System.Linq; using System.Net;
using System.Security.Cryptography; using System.Text; using System.Text.RegularExpressions; using Newtonsoft.Json; using Newtonsoft.Json.Linq;

public interface IUrl { string Scheme { get; } string Host { get; } int Port { get; } string Path { get; } string QueryString { get; } IReadOnlyDictionary<string, string[]> Query { get; } }
public interface IMessageBody { T As<T>(bool preserveContent = false); }
public interface IRequest { string Method { get; } IUrl Url { get; } IUrl OriginalUrl { get; } string IpAddress { get; } IMessageBody Body { get; } IReadOnlyDictionary<string, string[]> Headers { get; } IReadOnlyDictionary<string, string> MatchedParameters { get; } }
public interface IResponse { int StatusCode { get; } string StatusReason { get; } IMessageBody Body { get; } IReadOnlyDictionary<string, string[]> Headers { get; } }
public interface IApi { string Id { get; } string Name { get; } string Path { get; } string Revision { get; } string Version { get; } bool IsCurrentRevision { get; } IUrl ServiceUrl { get; } }
public interface IDeployment { string GatewayId { get; } string Region { get; } string ServiceId { get; } string ServiceName { get; } }
public interface ILastError { string Source { get; } string Reason { get; } string Message { get; } string Scope { get; } string Section { get; } string Path { get; } string PolicyId { get; } }
public interface IOperation { string Id { get; } string Method { get; } string Name { get; } string UrlTemplate { get; } }
public interface IProduct { string Id { get; } string Name { get; } }
public interface ISubscription { string Id { get; } string Key { get; } string Name { get; } }
public interface IUser { string Id { get; } string Email { get; } string FirstName { get; } string LastName { get; } }
public interface IContext { IApi Api { get; } IDeployment Deployment { get; } TimeSpan Elapsed { get; } ILastError LastError { get; } IOperation Operation { get; } IProduct Product { get; } IRequest Request { get; } Guid RequestId { get; } IResponse Response { get; } ISubscription Subscription { get; } DateTime Timestamp { get; } bool Tracing { get; } IUser User { get; } IReadOnlyDictionary<string, object> Variables { get; } void Trace(string message); }

public class Part : IApi, IDeployment, ILastError, IOperation, IProduct, ISubscription, IUser, IUrl {
  readonly JObject o;
  public Part(JObject o) { this.o = o; }
  public static Part Of(JToken t) { return t is JObject ? new Part((JObject)t) : null; }
  string S(string n) { return (string)o[n]; }
  public string Id { get { return S("Id"); } } public string Name { get { return S("Name"); } } public string Path { get { return S("Path"); } }
  public string Revision { get { return S("Revision"); } } public string Version { get { return S("Version"); } } public bool IsCurrentRevision { get { return (bool)o["IsCurrentRevision"]; } }
  public IUrl ServiceUrl { get { return Of(o["ServiceUrl"]); } } public string GatewayId { get { return S("GatewayId"); } } public string Region { get { return S("Region"); } }
  public string ServiceId { get { return S("ServiceId"); } } public string ServiceName { get { return S("ServiceName"); } } public string Source { get { return S("Source"); } }
  public string Reason { get { return S("Reason"); } } public string Message { get { return S("Message"); } } public string Scope { get { return S("Scope"); } }
  public string Section { get { return S("Section"); } } public string PolicyId { get { return S("PolicyId"); } } public string Method { get { return S("Method"); } }
  public string UrlTemplate { get { return S("UrlTemplate"); } } public string Key { get { return S("Key"); } } public string Email { get { return S("Email"); } }
  public string FirstName { get { return S("FirstName"); } } public string LastName { get { return S("LastName"); } } public string Scheme { get { return S("Scheme"); } }
  public string Host { get { return S("Host"); } } public int Port { get { return (int)o["Port"]; } } public string QueryString { get { return S("QueryString"); } }
  public IReadOnlyDictionary<string, string[]> Query { get { return Message_.Multi(o["Query"]); } }
  public override string ToString() { bool plain = (Scheme == "https" && Port == 443) || (Scheme == "http" && Port == 80); return Scheme + "://" + Host + (plain ? "" : ":" + Port) + Path + QueryString; }
}

public class Message_ : IRequest, IResponse {
  readonly JObject o; readonly Body_ body;
  public Message_(JObject o) { this.o = o; body = o["Body"] is JValue && o["Body"].Type == JTokenType.String ? new Body_((string)o["Body"]) : null; }
  public static IReadOnlyDictionary<string, string[]> Multi(JToken t) {
    var d = new Dictionary<string, string[]>(StringComparer.OrdinalIgnoreCase);
    foreach (var p in ((JObject)t).Properties()) d[p.Name] = p.Value.Select(v => (string)v).ToArray();
    return d;
  }
  public string Method { get { return (string)o["Method"]; } } public IUrl Url { get { return Part.Of(o["Url"]); } } public IUrl OriginalUrl { get { return Part.Of(o["OriginalUrl"]); } }
  public string IpAddress { get { return (string)o["IpAddress"]; } } public IMessageBody Body { get { return body; } } public IReadOnlyDictionary<string, string[]> Headers { get { return Multi(o["Headers"]); } }
  public IReadOnlyDictionary<string, string> MatchedParameters { get { var d = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase); foreach (var p in ((JObject)o["MatchedParameters"]).Properties()) d[p.Name] = (string)p.Value; return d; } }
  public int StatusCode { get { return (int)o["StatusCode"]; } } public string StatusReason { get { return (string)o["StatusReason"]; } }
}

public class Body_ : IMessageBody {
  string text;
  public Body_(string text) { this.text = text; }
  public T As<T>(bool preserveContent = false) {
    if (text == null) throw new InvalidOperationException("consumed");
    var content = text; if (!preserveContent) text = null;
    if (typeof(T) == typeof(string)) return (T)(object)content;
    if (typeof(T) == typeof(byte[])) return (T)(object)Encoding.UTF8.GetBytes(content);
    if (typeof(T) == typeof(JObject)) return (T)(object)JObject.Parse(content);
    if (typeof(T) == typeof(JArray)) return (T)(object)JArray.Parse(content);
    if (typeof(T) == typeof(JToken)) return (T)(object)JToken.Parse(content);
    throw new InvalidOperationException("type");
  }
}

public class Jwt {
  readonly JObject header, payload;
  Jwt(JObject h, JObject p) { header = h; payload = p; }
  public static Jwt Read(string text) {
    if (text == null) return null;
    text = Regex.Replace(text.Trim(), "^[Bb]earer\\s+", "");
    var parts = text.Split('.'); if (parts.Length != 3) return null;
    try { return new Jwt(Decode(parts[0]), Decode(parts[1])); } catch (Exception) { return null; }
  }
  static JObject Decode(string s) { s = s.Replace('-', '+').Replace('_', '/'); s += new string('=', (4 - s.Length % 4) % 4); return JObject.Parse(Encoding.UTF8.GetString(Convert.FromBase64String(s))); }
  static string Text(JToken t) { return t == null ? null : t.Type == JTokenType.String ? (string)t : t.ToString(Formatting.None); }
  static string[] List(JToken t) { return t == null ? new string[0] : t is JArray ? t.Select(Text).ToArray() : new[] { Text(t) }; }
  DateTime? Date(string n) { return payload[n] == null ? (DateTime?)null : new DateTime(1970, 1, 1, 0, 0, 0, DateTimeKind.Utc).AddSeconds((long)payload[n]); }
  public string Algorithm { get { return Text(header["alg"]); } } public string Type { get { return Text(header["typ"]); } } public IEnumerable<string> Audiences { get { return List(payload["aud"]); } }
  public IReadOnlyDictionary<string, string[]> Claims { get { return payload.Properties().ToDictionary(p => p.Name, p => List(p.Value)); } }
  public DateTime? ExpirationTime { get { return Date("exp"); } } public DateTime? IssuedAt { get { return Date("iat"); } } public DateTime? NotBefore { get { return Date("nbf"); } }
  public string Id { get { return Text(payload["jti"]); } } public string Issuer { get { return Text(payload["iss"]); } } public string Subject { get { return Text(payload["sub"]); } }
}

public class BasicAuthCredentials { public string UserId { get; set; } public string Password { get; set; } }

public static class Extensions_ {
  public static string GetValueOrDefault(this IReadOnlyDictionary<string, string[]> d, string k, string v = "") { string[] f; return d.TryGetValue(k, out f) ? string.Join(",", f) : v; }
  public static string[] GetValueOrDefault(this IReadOnlyDictionary<string, string[]> d, string k, string[] v) { string[] f; return d.TryGetValue(k, out f) ? f : v; }
  public static string GetValueOrDefault(this IReadOnlyDictionary<string, string> d, string k, string v = "") { string f; return d.TryGetValue(k, out f) ? f : v; }
  public static T GetValueOrDefault<T>(this IReadOnlyDictionary<string, object> d, string k, T v = default(T)) { object f; return d.TryGetValue(k, out f) && f != null ? (T)f : v; }
  public static object GetValueOrDefault(this IReadOnlyDictionary<string, object> d, string k, object v = null) { object f; return d.TryGetValue(k, out f) ? f : v; }
  public static Jwt AsJwt(this string s) { return Jwt.Read(s); }
  public static bool TryParseJwt(this string s, out Jwt j) { j = Jwt.Read(s); return j != null; }
  public static BasicAuthCredentials AsBasic(this string s) {
    var m = s == null ? null : Regex.Match(s, "^[Bb]asic (.+)$"); if (m == null || !m.Success) return null;
    var pair = Encoding.UTF8.GetString(Convert.FromBase64String(m.Groups[1].Value)); var at = pair.IndexOf(':');
    return new BasicAuthCredentials { UserId = pair.Substring(0, at), Password = pair.Substring(at + 1) };
  }
}

public class Context_ : IContext {
  readonly JObject o; readonly Message_ request, response; readonly Dictionary<string, object> variables = new Dictionary<string, object>();
  public Context_(JObject o) {
    this.o = o; request = new Message_((JObject)o["Request"]); response = o["Response"] is JObject ? new Message_((JObject)o["Response"]) : null;
    foreach (var p in ((JObject)o["Variables"]).Properties()) variables[p.Name] = Variable(p.Value);
  }
  static object Variable(JToken t) {
    var v = t as JObject;
    if (v == null) return t.Type == JTokenType.Integer ? (object)(int)t : ((JValue)t).Value;
    return v["jwt"] != null ? (object)Jwt.Read((string)v["jwt"]) : v["json"] != null ? JToken.Parse((string)v["json"]) : (object)new Message_((JObject)v["response"]);
  }
  public IApi Api { get { return Part.Of(o["Api"]); } } public IDeployment Deployment { get { return Part.Of(o["Deployment"]); } } public TimeSpan Elapsed { get { return TimeSpan.FromMilliseconds((double)o["Elapsed"]); } }
  public ILastError LastError { get { return Part.Of(o["LastError"]); } } public IOperation Operation { get { return Part.Of(o["Operation"]); } } public IProduct Product { get { return Part.Of(o["Product"]); } }
  public IRequest Request { get { return request; } } public Guid RequestId { get { return Guid.Parse((string)o["RequestId"]); } } public IResponse Response { get { return response; } }
  public ISubscription Subscription { get { return Part.Of(o["Subscription"]); } } public DateTime Timestamp { get { return new DateTime(1970, 1, 1, 0, 0, 0, DateTimeKind.Utc).AddMilliseconds((double)o["Timestamp"]); } }
  public bool Tracing { get { return false; } } public IUser User { get { return Part.Of(o["User"]); } } public IReadOnlyDictionary<string, object> Variables { get { return variables; } }
  public void Trace(string message) {}
}

public static class Oracle {
  public static void Answer(string name, string fixture, Func<IContext, object> run, JObject fixtures, JObject answers) {
    var answer = new JObject();
    try {
      var value = run(new Context_((JObject)fixtures[fixture]));
      answer["type"] = value == null ? "null" : Name(value.GetType()); answer["value"] = Text(value);
    } catch (Exception e) { answer["exception"] = e.GetType().FullName; }
    answers[name] = answer;
  }
  static string Name(Type t) {
    if (t.IsArray) return Name(t.GetElementType()) + "[]";
    if (t.Name.Contains("Anon")) return "System.AnonymousType";
    if (!t.IsGenericType) return t.FullName;
    if (t.FullName.StartsWith("System.ValueTuple")) return "System.ValueTuple";
    return t.GetGenericTypeDefinition().FullName + "[" + string.Join(",", t.GetGenericArguments().Select(Name)) + "]";
  }
  static string Text(object v) {
    var c = CultureInfo.InvariantCulture;
    if (v is double) return ((double)v).ToString("R", c); if (v is float) return ((float)v).ToString("R", c);
    if (v is DateTime) return ((DateTime)v).ToString("o", c); if (v is DateTimeOffset) return ((DateTimeOffset)v).ToString("o", c);
    if (v is string[]) return string.Join("|", (string[])v);
    return Convert.ToString(v, c);
  }
  public static JsonSerializerSettings Plain { get { return new JsonSerializerSettings { DateParseHandling = DateParseHandling.None }; } }
}
