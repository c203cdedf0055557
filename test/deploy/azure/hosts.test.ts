import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { cloudsByName } from '../../../app/clouds.ts'

const root = join(import.meta.dirname, '../../..')
const { authorityHost, graphUrl, gatewayDomain } = cloudsByName.AzureCloud
const publicHosts = [new URL(authorityHost).host, new URL(graphUrl).host, gatewayDomain]

/** Files that may name a host of the public cloud, by the beginning of their path, and why. */
const exceptions: Record<string, string> = {
  'deploy/azure/README.md': 'says that its hosts are those of the public cloud',
  'deploy/azure/access.md': 'the README beside it says so for it',
  'deploy/azure/existing.md': 'the README beside it says so for it',
  'deploy/azure/openapi.json': 'API Management ignores what names them',
  'deploy/azure/main.bicep': 'the description of a parameter, which says public cloud',
  'apim-policies/README.md': 'examples, which lead to those of other clouds',
  'deploy/doctor/README.md': 'examples',
  'deploy/rehearsal/README.md': 'the cloud that is rehearsed by default',
  'docs/': 'examples of the address of an API, and clients of the public cloud',
  'README.md': 'examples, and defaults, which are those of the public cloud'
}

t.test('no policy and no template names a host of one cloud, and a page only where it says so', async (t) => {
  const files = execFileSync('git', ['ls-files', '*.xml', '*.bicep', '*.md', 'deploy/azure/*.json'], {
    cwd: root,
    encoding: 'utf8'
  }).trim()
  const checked = files.split('\n').filter((file) => !file.startsWith('test/') && !/\/predicted\//.test(file))
  t.ok(checked.some((file) => file.endsWith('.xml')))
  for (const file of checked) {
    if (Object.keys(exceptions).some((beginning) => file.startsWith(beginning))) continue
    const text = readFileSync(join(root, file), 'utf8')
    for (const host of publicHosts) t.notOk(text.includes(host), `${file} names ${host}`)
  }
  const pages = readFileSync(join(root, 'deploy/azure/README.md'), 'utf8')
  for (const host of publicHosts) t.match(pages, `\`${host}\``, 'the page says whose host it is')
})
