import { globSync, readdirSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
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
  strategy?: { matrix: { node?: number[] } }
  steps: Step[]
}

/** What a job may do besides reading the repository, by a step that only such a job has. */
const grants: { needs: (step: Step) => boolean; grant: Record<string, string> }[] = [
  { needs: ({ run }) => run?.includes('azd auth login') ?? false, grant: { 'id-token': 'write' } },
  {
    needs: ({ uses }) => uses?.startsWith('github/codeql-action/analyze@') ?? false,
    grant: { 'security-events': 'write' }
  }
]

const root = join(import.meta.dirname, '..')
const { parseWorkflow, convertWorkflowTemplate, NoOperationTraceWriter } = await workflowParser()
const folder = join(root, '.github/workflows')
const { scripts, engines } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'))

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

  t.test(`${name} may read the repository, and a job may do more only where a step needs it`, async (t) => {
    t.strictSame(permissions, { contents: 'read' })
    for (const job of Object.values(jobs)) {
      const needed = grants.filter(({ needs }) => job.steps.some(needs)).map(({ grant }) => grant)
      t.strictSame(
        job.permissions,
        needed.length > 0 ? Object.assign({ contents: 'read' }, ...needed) : undefined
      )
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

t.test('CI runs on the lowest Node that engines allows, and on a higher one', async (t) => {
  const { jobs } = parse(readFileSync(join(folder, 'ci.yml'), 'utf8')) as { jobs: Record<string, Job> }
  const [lowest = 0, highest = 0, ...others] = jobs.test?.strategy?.matrix.node ?? []
  t.equal(engines.node, `>=${lowest}`)
  t.ok(highest > lowest)
  t.strictSame(others, [])
})

t.test('Dependabot looks after every package.json, the actions and the image', async (t) => {
  interface Update {
    'package-ecosystem': string
    directory?: string
    directories?: string[]
  }
  const { updates } = parse(readFileSync(join(root, '.github/dependabot.yml'), 'utf8')) as {
    updates: Update[]
  }
  const watched = updates.flatMap(({ 'package-ecosystem': ecosystem, directory, directories }) =>
    (directories ?? [directory ?? '']).map((folder) => `${ecosystem} ${folder}`)
  )
  const packages = globSync('**/package.json', {
    cwd: root,
    exclude: (path) => /(^|\/)(node_modules|\.tap|dist)$/.test(path)
  })
  t.strictSame(
    watched.sort(),
    [
      ...packages.map((file) => `npm /${dirname(file)}`.replace(/\.$/, '')),
      'github-actions /',
      'docker /'
    ].sort()
  )
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
