import { readCommandLine, wholeNumber } from '../../deploy/command-line.ts'
import { fuzz } from './fuzz.ts'

const options = readCommandLine({
  about: 'Sends malformed and mutated requests to the service and through the gateway, and looks for faults.',
  usage: 'npm run fuzz -- [options]',
  options: {
    seed: {
      type: 'string',
      value: 'NUMBER',
      about: 'repeats the requests of a run; another one at each run unless given'
    },
    count: { type: 'string', value: 'COUNT', about: 'how many requests; 10000 unless given' }
  }
})
const seed = wholeNumber('--seed', options.seed, 1 + (Date.now() % 100_000_000))
const count = wholeNumber('--count', options.count, 10_000)

console.log(`seed ${seed}, ${count} requests`)
const found = await fuzz({
  seed,
  count,
  onPeriod: (sent) => sent % 10_000 === 0 && console.log(`${sent} requests sent`)
})
if (found) {
  console.log(`${found.fault}\nKeep it in test/fuzz/corpus.json:\n${JSON.stringify(found.request)}`)
  process.exitCode = 1
} else console.log('No fault found.')
