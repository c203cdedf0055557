import { readCommandLine, wholeNumber } from '../../deploy/command-line.ts'
import { fuzz } from './fuzz.ts'

const options = readCommandLine({
  about:
    'Sends malformed requests to the service and through the local gateway, until one is not answered in peace.',
  usage: 'npm run fuzz -- [options]',
  options: {
    seed: {
      type: 'string',
      value: 'N',
      about: 'the same seed makes the same requests (by chance unless given)'
    },
    count: { type: 'string', value: 'N', about: 'how many requests (10000 unless given)' }
  }
})
const seed = wholeNumber('--seed', options.seed, 1 + (Date.now() % 1_000_000))
const count = wholeNumber('--count', options.count, 10_000)

console.log(`seed ${seed}, ${count} requests`)
const found = await fuzz({ seed, count })
if (found) {
  console.log(`${found.fault}\nKeep it in test/fuzz/corpus.json:\n${JSON.stringify(found.request)}`)
  process.exitCode = 1
} else console.log('No fault found.')
