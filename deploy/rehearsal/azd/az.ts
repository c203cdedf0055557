import { appendFile } from 'node:fs/promises'
import { parseArgs } from 'node:util'

/** The verbs of the Azure CLI that the printed commands use; each request becomes a line of a file. Any other verb fails. */
const graph = 'https://graph.microsoft.com/v1.0/'
const string = { type: 'string' } as const
const { positionals, values } = parseArgs({
  allowPositionals: true,
  options: {
    id: string,
    query: string,
    output: string,
    method: string,
    url: string,
    headers: string,
    body: string
  }
})
const verb = positionals.join(' ')

// The name of a permission of Graph stands for its id here.
if (verb === 'ad sp show') console.log(/value=='([\w.]+)'/.exec(values.query ?? '')?.[1] ?? values.id)
else if (verb === 'ad app permission admin-consent')
  await note({ method: 'PATCH', path: `consents(appId='${values.id}')`, body: {} })
else if (verb === 'rest' && values.url?.startsWith(graph))
  await note({
    method: values.method,
    path: values.url.slice(graph.length),
    body: JSON.parse(values.body ?? '')
  })
else {
  console.error(`The rehearsal's az does not know "az ${process.argv.slice(2).join(' ')}".`)
  process.exitCode = 1
}

async function note(request: object): Promise<void> {
  await appendFile(process.env.REHEARSAL_AZ ?? '', `${JSON.stringify(request)}\n`)
}
