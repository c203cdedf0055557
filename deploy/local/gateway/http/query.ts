/** One parameter of a query string. `raw` is its original text, so that an unchanged parameter is sent as it came. */
export interface QueryParameter {
  name: string
  value: string
  raw: string
}

export function parseQuery(query: string): QueryParameter[] {
  return query
    .replace(/^\?/, '')
    .split('&')
    .filter((raw) => raw !== '')
    .map((raw) => {
      const [name = '', ...value] = raw.split('=')
      return { name: decoded(name), value: decoded(value.join('=')), raw }
    })
}

export function formatQuery(parameters: QueryParameter[]): string {
  return parameters.length > 0 ? `?${parameters.map(({ raw }) => raw).join('&')}` : ''
}

export function queryParameter(name: string, value: string): QueryParameter {
  return { name, value, raw: `${encodeURIComponent(name)}=${encodeURIComponent(value)}` }
}

function decoded(text: string) {
  try {
    return decodeURIComponent(text.replaceAll('+', ' '))
  } catch {
    return text
  }
}
