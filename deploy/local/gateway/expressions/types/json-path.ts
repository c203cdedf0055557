import { is, propertyOf, type Token } from '../run/json.ts'
import { step } from '../run/meter.ts'
import { fail } from '../run/value.ts'

/** `SelectToken`: names, indexes, wildcards and `..`, without filters. */
export function selectToken(token: Token, path: string): Token[] {
  let found = [token]
  const rest = path.replace(/^\$/, '')
  const pieces = /\.\.(?:\['([^']*)'\]|([\w$-]+|\*))|\.?(?:\['([^']*)'\]|\[(\d+|\*)\]|([\w$@-]+|\*))|(.)/gy
  for (const [, deepQuoted, deep, quoted, index, name, bad] of rest.matchAll(pieces)) {
    if (bad !== undefined)
      fail('Newtonsoft.Json.JsonException', `Unexpected character while parsing path: ${bad}`)
    const deeply = deepQuoted ?? deep
    if (deeply !== undefined) found = found.flatMap(descendants).flatMap((each) => byName(each, deeply))
    else if (index !== undefined) found = found.flatMap((each) => byIndex(each, index))
    else found = found.flatMap((each) => byName(each, quoted ?? name ?? ''))
  }
  return found
}

function byName(token: Token, name: string): Token[] {
  if (name === '*') return children(token)
  const found = is(token, 'JObject') ? propertyOf(token, name)?.children[0] : undefined
  return found === undefined ? [] : [found]
}

function byIndex(token: Token, index: string): Token[] {
  if (index === '*') return children(token)
  const found = is(token, 'JArray') ? token.children[Number(index)] : undefined
  return found === undefined ? [] : [found]
}

function children(token: Token): Token[] {
  return is(token, 'JObject') ? token.children.flatMap((each) => each.children) : token.children
}

function descendants(token: Token): Token[] {
  step()
  return [token, ...children(token).flatMap(descendants)]
}
