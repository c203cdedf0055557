import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { build } from 'esbuild'
import t from 'tap'
import { parse } from 'yaml'
import { readConfig } from '../app/config.ts'

interface Step {
  run?: string
  uses?: string
  with?: Record<string, unknown>
}

interface Job {
  permissions?: Record<string, string>
  steps: Step[]
}

const root = join(import.meta.dirname, '..')
const { parseWorkflow, convertWorkflowTemplate, NoOperationTraceWriter } = await workflowParser()
const folder = join(root, '.github/workflows')
const { scripts } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'))

for (const name of readdirSync(folder)) {
  const content = readFileSync(join(folder, name), 'utf8')
  const { permissions, jobs } = parse(content) as { permissions: object; jobs: Record<string, Job> }
  const steps = Object.values(jobs).flatMap((job) => job.steps)

  t.test(`${name} is a workflow as GitHub reads it`, async (t) => {
    const { context, value } = parseWorkflow({ name, content }, new NoOperationTraceWriter())
    if (value) await convertWorkflowTemplate(context, value)
    t.strictSame(
      context.errors.getErrors().map(({ message }) => message),
      []
    )
  })

  t.test(`${name} runs actions of one commit each, and leaves no credential in the checkout`, async (t) => {
    const lines = content.match(/uses: .*/g) ?? []
    t.equal(lines.length, steps.filter(({ uses }) => uses).length)
    for (const line of lines) t.match(line, /^uses: [\w/-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$/)
    for (const step of steps.filter(({ uses }) => uses?.startsWith('actions/checkout@')))
      t.equal(step.with?.['persist-credentials'], false)
  })

  t.test(`${name} may read the repository, and only the deployment may sign in`, async (t) => {
    t.strictSame(permissions, { contents: 'read' })
    for (const job of Object.values(jobs)) {
      const signsIn = job.steps.some(({ run }) => run?.includes('azd auth login'))
      t.strictSame(job.permissions, signsIn ? { contents: 'read', 'id-token': 'write' } : undefined)
    }
    t.notMatch(content, /secrets\./, 'no secret is asked for')
  })

  t.test(`${name} runs commands that there are, with nothing of an event spliced into them`, async (t) => {
    for (const { run = '' } of steps) {
      t.notMatch(run, /\$\{\{/)
      for (const [, script = ''] of run.matchAll(/npm run (?:--silent )?([\w:]+)/g))
        t.ok(script in scripts, script)
      for (const [, file = ''] of run.matchAll(/bash (\S+)/g)) t.ok(readFileSync(join(root, file)), file)
    }
  })
}

t.test('CI starts the image with a configuration that the service takes', async (t) => {
  const content = readFileSync(join(folder, 'ci.yml'), 'utf8')
  const variables = [...content.matchAll(/--env (\w+)=(\S+)/g)].map(([, name, value]) => [name, value])
  t.doesNotThrow(() => readConfig(Object.fromEntries(variables)))
})

t.test('CI and a push run the same script', async (t) => {
  t.match(readFileSync(join(folder, 'ci.yml'), 'utf8'), /^ +- run: bash \.ci\/run$/m)
})

/** GitHub's own parser imports JSON as only bundlers do. */
async function workflowParser(): Promise<typeof import('@actions/workflow-parser')> {
  const outfile = join(t.testdir(), 'workflow-parser.cjs')
  await build({
    stdin: { contents: "export * from '@actions/workflow-parser'", resolveDir: root },
    outfile,
    bundle: true,
    platform: 'node'
  })
  return import(outfile)
}
