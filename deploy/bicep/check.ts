import { globSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fail, readCommandLine } from '../command-line.ts'
import { createBicep, noGraphTypes } from './bicep.ts'
import { fetchCompiler, findCompiler, noCompiler } from './compiler.ts'
import { predictDeployment, predictedFile, predictedText, templates } from './default-deployment.ts'

const { write } = readCommandLine({
  about:
    'Compiles and lints the templates of deploy/azure, and compares what they make by default with deploy/azure/predicted.',
  usage: 'npm run bicep [-- --write]',
  options: { write: { type: 'boolean', about: 'writes deploy/azure/predicted anew' } }
})

const compiler =
  findCompiler() ??
  fetchCompiler() ??
  fail(`${noCompiler} So the templates were neither compiled, nor linted, nor evaluated.`)
const folder = join(import.meta.dirname, '../azure')
const bicep = createBicep(compiler)

const problems = new Set(
  globSync('*.bicep', { cwd: folder }).flatMap((file) => bicep.build(join(folder, file)).problems)
)
if ([...problems].some((line) => line.includes('BCP192'))) fail(noGraphTypes)
if (problems.size > 0) fail([...problems].join('\n'))
console.log('The templates compile, and the linter finds nothing.')

for (const name of templates) {
  const text = predictedText(predictDeployment(bicep, name))
  if (write) {
    writeFileSync(predictedFile(name), text)
    console.log(`deploy/azure/predicted/${name}.json is written.`)
  } else if (readFileSync(predictedFile(name), 'utf8') === text) {
    console.log(`deploy/azure/predicted/${name}.json is what ${name}.bicep makes.`)
  } else {
    fail(
      `deploy/azure/predicted/${name}.json is not what ${name}.bicep makes. Run "npm run bicep -- --write", and read the difference.`
    )
  }
}
