import { execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { pathToFileURL } from 'node:url'
import t from 'tap'

const root = join(import.meta.dirname, '../..')
const { scripts } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as {
  scripts: Record<string, string>
}
/** The scripts that start a file of ours; the others are programs of other people. */
const commands = Object.entries(scripts).flatMap(([name, script]) => {
  const file = /^(?:taskset -c 1 )?node (\S+\.ts)$/.exec(script)?.[1]
  return file ? [{ name, file }] : []
})

t.test('every command of ours is tried here', async (t) => {
  // `dev` is `start` under node's own --watch-path.
  const files = Object.values(scripts).filter((script) => /\bnode (?!--watch)/.test(script))
  t.equal(commands.length, files.length)
  t.ok(commands.length >= 7)
})

t.test('a command whose output nobody reads to the end ends quietly', async (t) => {
  const module = JSON.stringify(pathToFileURL(join(root, 'deploy/command-line.ts')).href)
  const folder = t.testdir({
    'talk.mjs': `import { readCommandLine } from ${module}
readCommandLine({ about: 'Talks.', usage: 'talk' })
for (;;) {
  console.log('a line')
  await new Promise(setImmediate)
}`
  })
  const child = spawn(process.execPath, [join(folder, 'talk.mjs')])
  await once(child.stdout, 'data')
  child.stdout.destroy()
  const [said, [code]] = await Promise.all([text(child.stderr), once(child, 'exit')])
  t.strictSame([said, code], ['', 141])
})

for (const { name, file } of commands) {
  t.test(`npm run ${name}: --help says what it does and how it is called, and does nothing`, async (t) => {
    const { stdout, stderr, code } = await run(file, '--help')
    t.match(
      stdout,
      new RegExp(`^[A-Z].+\\.\\n[^]*\\n {2}npm (run (--silent )?)?${name}( .*)?\\n\\n[^]* --help .*\\n$`)
    )
    t.equal(stderr, '')
    t.equal(code, 0)
  })

  t.test(`npm run ${name}: what it does not know is one sentence that names the options`, async (t) => {
    const { stdout, stderr, code } = await run(file, '--nothing')
    t.match(stderr, /^[^\n]*nothing[^\n]* --help\.\n$/)
    t.equal(stdout, '')
    t.equal(code, name === 'doctor' ? 2 : 1)
  })
}

for (const arg of ['-x', 'nothing', '--nothing=1']) {
  t.test(`${arg} is unknown to a command as well`, async (t) => {
    t.match(await run('deploy/azure/generate.ts', arg), { stderr: /^[^\n]*--help\.\n$/, stdout: '', code: 1 })
  })
}

t.test('-h is --help', async (t) => {
  const long = await run('deploy/azure/generate.ts', '--help')
  t.strictSame(await run('deploy/azure/generate.ts', '-h'), long)
})

for (const args of [['--rounds'], ['--rounds', '0'], ['--rounds=-1'], ['--seconds', '1e3']]) {
  t.test(`npm run bench -- ${args.join(' ')} is one sentence`, async (t) => {
    for (const file of ['test/bench/run.ts', 'test/bench/mcp/run.ts']) {
      const { stdout, stderr, code } = await run(file, ...args)
      t.match(stderr, new RegExp(`^${args[0]?.split('=')[0]} [^\\n]*\\n$`))
      t.equal(stdout, '')
      t.equal(code, 1)
    }
  })
}

function run(file: string, ...args: string[]) {
  return new Promise<{ stdout: string; stderr: string; code: unknown }>((resolve) => {
    execFile('node', [file, ...args], { cwd: root }, (error, stdout, stderr) =>
      resolve({ stdout, stderr, code: error?.code ?? 0 })
    )
  })
}
