import { parseArgs } from 'node:util'
import { fuzz } from './fuzz.ts'

const { values } = parseArgs({
  options: {
    seed: { type: 'string', default: String(Date.now() % 2 ** 31) },
    count: { type: 'string', default: '10000' }
  }
})
const [seed, count] = [Number(values.seed), Number(values.count)]
if (!Number.isInteger(seed) || !Number.isInteger(count) || count < 1) {
  console.error('Give integers: npm run fuzz -- --seed 1 --count 10000')
  process.exit(1)
}

console.log(`seed ${seed}, ${count} requests`)
const found = await fuzz({ seed, count })
if (found) {
  console.log(`${found.fault}\nKeep it in test/fuzz/corpus.json:\n${JSON.stringify(found.request)}`)
  process.exitCode = 1
} else console.log('No fault found.')
