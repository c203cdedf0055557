/**
 * The runtime whose answers are followed where runtimes differ: API Management runs expressions on .NET Framework, and
 * `npm run oracle` asks mono, which follows it. Numbers are the main difference: .NET writes 123456789.12345679 where .NET
 * Framework writes 123456789.123457, and knows more formats.
 */
export const RUNTIME: '.NET Framework' | '.NET' = '.NET Framework'

/** How many significant digits `ToString()` gives a real number at most. */
export const REAL_DIGITS: Record<string, number> =
  RUNTIME === '.NET Framework' ? { Double: 15, Single: 7 } : { Double: 17, Single: 9 }
