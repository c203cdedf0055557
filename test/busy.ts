import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { availableParallelism } from 'node:os'
import { readCommandLine, wholeNumber } from '../deploy/command-line.ts'

const { times } = readCommandLine({
  about: 'Runs npm test while every core is busy with something else.',
  usage: 'npm run test:busy -- [options]',
  options: { times: { type: 'string', value: 'COUNT', about: 'how often; 3 unless given' } }
})
const runs = wholeNumber('--times', times, 3)

/** Other processes that never rest, one a core: what a test waits for must not depend on them. */
const others = Array.from({ length: availableParallelism() }, () =>
  spawn(process.execPath, ['-e', 'for (;;);'], { stdio: 'ignore' })
)
process.once('exit', () => {
  for (const other of others) other.kill('SIGKILL')
})
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(1))

for (let run = 1; run <= runs; run++) {
  const startedAt = Date.now()
  const [code] = await once(spawn('npm', ['test'], { stdio: 'inherit' }), 'exit')
  const seconds = Math.round((Date.now() - startedAt) / 1000)
  console.log(`Run ${run} of ${runs}: exit code ${code} after ${seconds} s.`)
  if (code !== 0) process.exit(1)
}
process.exit()
