import { type Measure, medians } from '../measure.ts'

/** Measures several things round by round, after one round to warm them up, so that a bad moment hits them all. */
export async function inTurn(rounds: number, runs: (() => Promise<Measure>)[]): Promise<Measure[]> {
  const measures: Measure[][] = runs.map(() => [])
  for (const run of runs) await run()
  for (let round = 0; round < rounds; round++) {
    for (const [index, run] of runs.entries()) measures[index]?.push(await run())
  }
  return measures.map(medians)
}
