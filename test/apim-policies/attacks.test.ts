import t from 'tap'
import { suites } from './checks/index.ts'
import { policiesInInstance, startSurroundings } from './gate.ts'

const policies = policiesInInstance(t)
const { open } = await startSurroundings(t)
const opened = await Promise.all(
  suites.map(async ({ namedValues, checks }) => ({ checks, gate: await open(policies, namedValues) }))
)
t.teardown(() => Promise.all(opened.map(({ gate }) => gate.close())))

for (const { checks, gate } of opened) {
  for (const [name, check] of Object.entries(checks)) {
    t.test(name, (t) => t.resolves(gate.use(check)))
  }
}
