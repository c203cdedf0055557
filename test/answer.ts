export interface Answer {
  status: number
  headers: Headers
  text: string
  /** The parsed body. */
  json: Record<string, unknown>
}

export async function read(response: Response): Promise<Answer> {
  const { status, headers } = response
  const text = await response.text()
  const isJson = /json/.test(headers.get('content-type') ?? '')
  return { status, headers, text, json: isJson && text ? JSON.parse(text) : {} }
}

export function bearer(token: string): RequestInit {
  return { headers: { authorization: `Bearer ${token}` } }
}
