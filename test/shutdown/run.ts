import { stopUnderLoad } from './direct.ts'
import { replaceUnderLoad } from './through-gateway.ts'

/** Prints what clients see of a SIGTERM under load: `npm run bench:shutdown -- [REQUESTS]`. */
const requests = Number(process.argv[2] ?? 10_000)
const clients = 20

const [direct, gateway] = [
  await stopUnderLoad({ clients, requests }),
  await replaceUnderLoad({ clients, requests })
]
console.log('| clients call | answered | lost | exit code |\n|---|--:|--:|--:|')
console.log(`| the replica | ${direct.answered} | ${direct.lost.length} | ${direct.exit[0]} |`)
console.log(`| the gateway | ${gateway.answered} | ${gateway.lost.length} | ${gateway.exit[0]} |`)
for (const reason of new Set([...direct.lost, ...gateway.lost])) console.log(reason)
