type Runtime = '.NET Framework' | '.NET'

/**
 * The runtime to follow where runtimes differ, mostly in numbers as text: .NET Framework writes 123456789.123457 where .NET
 * writes 123456789.12345679. API Management runs expressions on .NET Framework. mono, which `npm run oracle` uses, gives the
 * same answers.
 */
export const RUNTIME: Runtime = '.NET Framework'

/** The largest number of significant digits in `ToString()` of a real number. */
export const REAL_DIGITS: Record<string, number> = digitsOf(RUNTIME)

/** A real number as `d.ddde±n`, with a fixed number of digits or with as few as identify it. */
export function realText(value: number, name: string): string {
  return isFramework(RUNTIME) ? value.toExponential((REAL_DIGITS[name] ?? 15) - 1) : shortest(value, name)
}

function isFramework(runtime: Runtime): boolean {
  return runtime === '.NET Framework'
}

function digitsOf(runtime: Runtime): Record<string, number> {
  return isFramework(runtime) ? { Double: 15, Single: 7 } : { Double: 17, Single: 9 }
}

function shortest(value: number, name: string): string {
  if (name !== 'Single') return value.toExponential()
  for (let digits = 0; digits < 8; digits++) {
    const text = value.toExponential(digits)
    if (Math.fround(Number(text)) === value) return text
  }
  return value.toExponential(8)
}
