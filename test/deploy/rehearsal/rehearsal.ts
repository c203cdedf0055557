import type { Test } from 'tap'
import { type Bicep, createBicep, noGraphTypes } from '../../../deploy/bicep/bicep.ts'
import { findCompiler, noCompiler } from '../../../deploy/bicep/compiler.ts'
import { templates } from '../../../deploy/bicep/default-deployment.ts'
import { type Mistake, perform, prepare, type Rehearsal } from '../../../deploy/rehearsal/rehearsal.ts'

const compiler = findCompiler()
const bicep = remembering(createBicep(compiler ?? ''))
const problems = compiler
  ? templates.flatMap((name) => bicep.build(`deploy/azure/${name}.bicep`).problems)
  : []
const missing = compiler ? problems.some((line) => line.includes('BCP192')) && noGraphTypes : noCompiler

/** Why nothing can be rehearsed here; false where it can. */
export const skip = missing && `${missing} So nothing was rehearsed.`

/** Prepares a deployment with these variables of azd, and collects what it says. */
export async function prepared(
  t: Test,
  variables: Record<string, string> = {}
): Promise<Rehearsal & { said: string[] }> {
  const said: string[] = []
  return { ...(await prepare(bicep, t.testdir(), variables, (line) => said.push(line))), said }
}

/** Rehearses the deployment, and stops it. Rejects with what went wrong. */
export async function succeeds(rehearsal: Rehearsal, mistake?: Mistake): Promise<void> {
  const running = await perform(rehearsal, mistake)
  await running.close()
}

/** Evaluates a template once for the same variables. */
function remembering(bicep: Bicep): Bicep {
  const known = new Map<string, ReturnType<Bicep['predict']>>()
  return {
    build: bicep.build,
    predict(file, variables) {
      const key = JSON.stringify([file, variables])
      const prediction = known.get(key) ?? bicep.predict(file, variables)
      known.set(key, prediction)
      return structuredClone(prediction)
    }
  }
}
