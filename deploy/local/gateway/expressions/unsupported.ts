/** The refusals of what C# and API Management support and this interpreter does not. README.md lists them. */
export const unsupported = {
  xml: 'XML types (System.Xml) are not supported here',
  certificates: 'Certificates and asymmetric keys are not supported here',
  query: 'Query syntax (from … in … select …) is not supported here',
  dynamic: 'dynamic is not supported here',
  ref: 'ref and in are not supported here',
  generics: 'Generic local functions are not supported here',
  gotoCase: 'goto case and goto default are not supported here',
  iterators: 'Iterators (yield return) are not supported here',
  async: 'async and await are not supported here',
  rawJson: 'JConstructor and JRaw are not supported here',
  unsafe: 'Pointers and unsafe code are not supported here',
  arrays: 'Arrays of more than one dimension are not supported here',
  deconstruction: 'Deconstruction is not supported here',
  hash: 'GetHashCode is not supported here, as each runtime has its own',
  zones: 'Time zones other than UTC are not supported here'
} as const

const families: [problem: string, hint: string, names: RegExp][] = [
  [
    unsupported.xml,
    'Use the xml-to-json policy, or read the text as a string',
    /^(System\.Xml\.(Linq\.)?)?(X[A-Z]\w+|XmlNodeType)$/
  ],
  [
    unsupported.certificates,
    'Use a policy such as validate-jwt or authentication-certificate',
    /^(System\.Security\.Cryptography\.(X509Certificates\.)?)?(X5\w+|RSA\w*|AsymmetricAlgorithm|SymmetricAlgorithm|PublicKey|Oid|HashAlgorithmName|CipherMode|PaddingMode)$/
  ],
  [unsupported.rawJson, 'Use JObject, JArray or JValue', /^(Newtonsoft\.Json\.Linq\.)?(JConstructor|JRaw)$/],
  [unsupported.zones, 'Use DateTime.UtcNow or DateTimeOffset', /^(System\.)?(TimeZone|TimeZoneInfo)$/]
]

/** Why a type that API Management allows cannot be used here, and what to use instead. Null for any other type. */
export function unsupportedType(name: string): { problem: string; hint: string } | null {
  const [problem, hint] = families.find(([, , names]) => names.test(name)) ?? []
  return problem === undefined || hint === undefined ? null : { problem, hint }
}
