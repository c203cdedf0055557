const shortest = 1
const longest = 300
const usual = 5

/** The whole seconds of a Retry-After header (RFC 9110 §10.2.3: seconds or a date), kept between 1 and 300; 5 without one. */
export function retryAfterSeconds(header: string | string[] | undefined): number {
  if (typeof header !== 'string') return usual
  const seconds = /^\d+$/.test(header) ? Number(header) : Math.ceil((Date.parse(header) - Date.now()) / 1000)
  return Number.isNaN(seconds) ? usual : Math.min(Math.max(seconds, shortest), longest)
}
