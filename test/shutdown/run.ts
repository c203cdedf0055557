import { readCommandLine, wholeNumber } from '../../deploy/command-line.ts'
import { stopUnderLoad } from './direct.ts'
import { replaceUnderLoad } from './through-gateway.ts'

const values = readCommandLine({
  about:
    'Stops a replica under load, called directly and through the gateway, and counts what its clients lose.',
  usage: 'npm run bench:shutdown -- [options]',
  options: {
    requests: { type: 'string', value: 'N', about: 'how many requests the clients send (10000 unless given)' }
  }
})
const requests = wholeNumber('--requests', values.requests, 10_000)
const clients = 20

const [direct, gateway] = [
  await stopUnderLoad({ clients, requests }),
  await replaceUnderLoad({ clients, requests })
]
console.log('| clients call | answered | lost | exit code |\n|---|--:|--:|--:|')
console.log(`| the replica | ${direct.answered} | ${direct.lost.length} | ${direct.exit[0]} |`)
console.log(`| the gateway | ${gateway.answered} | ${gateway.lost.length} | ${gateway.exit[0]} |`)
for (const reason of new Set([...direct.lost, ...gateway.lost])) console.log(reason)
