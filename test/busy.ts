import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { availableParallelism } from 'node:os'
import { parseArgs } from 'node:util'

const { values, positionals } = parseArgs({
  options: { times: { type: 'string', default: '3' }, help: { type: 'boolean', default: false } },
  allowPositionals: true
})
const [command = 'npm', ...rest] = positionals.length > 0 ? positionals : ['npm', 'test']
if (values.help) {
  console.log(
    'node test/busy.ts [--times 3] [-- COMMAND …]\nRuns the command, npm test unless given, while every core is busy with something else.'
  )
  process.exit()
}

/** Other processes that never rest, one a core: what a test waits for must not depend on them. */
const others = Array.from({ length: availableParallelism() }, () =>
  spawn(process.execPath, ['-e', 'for (;;);'], { stdio: 'ignore' })
)
process.once('exit', () => {
  for (const other of others) other.kill('SIGKILL')
})
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(1))

for (let run = 1; run <= Number(values.times); run++) {
  const startedAt = Date.now()
  const [code] = await once(spawn(command, rest, { stdio: 'inherit' }), 'exit')
  console.log(
    `run ${run} of ${values.times}: exit code ${code} after ${Math.round((Date.now() - startedAt) / 1000)} s`
  )
  if (code !== 0) process.exit(1)
}
process.exit()
