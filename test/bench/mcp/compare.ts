import { measure } from '../measure.ts'
import { checkAnswer, checkRefusal, resultOf } from './check-answer.ts'
import { inTurn } from './in-turn.ts'
import { type McpRequest, requests } from './requests.ts'
import type { Subject } from './subjects.ts'

export interface Effort {
  rounds: number
  seconds: number
}

/** Loads subjects in turn with each request that they serve; the first of them tells what is right to answer. */
export async function compare(subjects: Subject[], authorization: string | undefined, effort: Effort) {
  const rows = []
  for (const request of requests.map((each) => authorized(each, authorization))) {
    const serving = subjects.filter(({ eras }) => eras.includes(request.era))
    const bodies = await rightAnswers(serving, request)
    if (authorization) await Promise.all(serving.map((subject) => checkRefusal(subject, request)))
    const measured = await inTurn(
      effort.rounds,
      serving.map((subject, index) => () => {
        const expectBody = bodies[index]
        return measure(subject, effort.seconds, { ...request.options, expectBody })
      })
    )
    for (const [index, { rate, p50, p99, microseconds, megabytes }] of measured.entries())
      rows.push({
        request: `${request.name}, ${request.era}`,
        server: serving[index]?.name ?? '',
        'requests/s': Math.round(rate),
        'p50 ms': p50,
        'p99 ms': p99,
        'CPU µs': Math.round(microseconds),
        MB: Math.round(megabytes)
      })
  }
  return rows
}

async function rightAnswers(subjects: Subject[], request: McpRequest): Promise<string[]> {
  const texts: string[] = []
  for (const subject of subjects) texts.push(await checkAnswer(subject, request, resultOf(texts[0])))
  return texts
}

function authorized(request: McpRequest, authorization: string | undefined): McpRequest {
  if (!authorization) return request
  const { options } = request
  return { ...request, options: { ...options, headers: { ...options.headers, authorization } } }
}
