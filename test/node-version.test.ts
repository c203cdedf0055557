import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'

const root = join(import.meta.dirname, '..')
const { devDependencies } = JSON.parse(read('package.json'))
const major = /^\^(\d+)\./.exec(devDependencies.node)?.[1]

t.test(
  'one major of Node runs the code: in node_modules, in the image and on maintainers’ machines',
  async (t) => {
    t.ok(major)
    t.match(devDependencies['@types/node'], new RegExp(`^\\^${major}\\.`))
    t.equal(read('.nvmrc').trim(), major)
    t.strictSame(new Set(read('Dockerfile').match(/(?<=^FROM \S*node:)\d+/gm)), new Set([major]))
    t.equal(/target: 'node(\d+)'/.exec(read('build.ts'))?.[1], major)
  }
)

t.test('the tests run on it, whatever Node the machine has', async (t) => {
  t.equal(process.versions.node.split('.')[0], major)
})

function read(file: string): string {
  return readFileSync(join(root, file), 'utf8')
}
