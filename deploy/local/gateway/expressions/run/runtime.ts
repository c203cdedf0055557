type Runtime = '.NET Framework' | '.NET'

/**
 * The runtime whose answers are followed where runtimes differ, most of all in numbers as text: .NET Framework writes
 * 123456789.123457 where .NET writes 123456789.12345679. API Management runs expressions on .NET Framework, and mono, which
 * `npm run oracle` asks, answers as it does.
 */
export const RUNTIME: Runtime = '.NET Framework'

/** How many significant digits `ToString()` gives a real number at most. */
export const REAL_DIGITS: Record<string, number> = digitsOf(RUNTIME)

/** The digits that a real number is written from, as `d.ddde±n`: a fixed number of them, or as few as name it exactly. */
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
