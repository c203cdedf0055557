/** A path as Newtonsoft writes it: `a.b[1]['c d']`. */
export function pathText(path: readonly (string | number)[]): string {
  return path
    .map((each, at) => {
      if (typeof each === 'number') return `[${each}]`
      if (special.test(each)) return `['${each.replace(/['\\]/g, '\\$&')}']`
      return at === 0 ? each : `.${each}`
    })
    .join('')
}

const special = /[. '/"[\]()\t\n\r\f\b\\\u0085\u2028\u2029]/
