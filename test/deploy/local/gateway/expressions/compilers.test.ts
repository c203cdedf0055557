import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import t from 'tap'

const compilers = { 'oracle.ts': 'mono-mcs', 'roslyn.ts': '.NET SDK' }

for (const [command, needed] of Object.entries(compilers)) {
  t.test(`without its compiler, ${command} says what to install, and fails`, async (t) => {
    const { status, stdout, stderr } = spawnSync(
      process.execPath,
      [join(import.meta.dirname, command), '--check'],
      { env: { PATH: t.testdir() }, encoding: 'utf8' }
    )
    t.same([status, stdout, stderr.trim().split('\n').length], [1, '', 1], stderr)
    t.ok(stderr.includes(needed), stderr)
  })
}
