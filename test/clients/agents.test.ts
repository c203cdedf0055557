import { decodeJwt } from 'jose'
import t from 'tap'
import { nativeClientId } from '../../deploy/local/tenant.ts'
import { startChain } from '../chain.ts'
import { send, serveDocuments } from '../deploy/local/client-document.ts'
import { blocksOf, doors, through } from './page.ts'
import { accessTokenOf, callsBothTools, programFolder, programOf, runProgram } from './program.ts'

const chain = await startChain(t)
const [document = ''] = blocksOf('agents', chain.url)

for (const door of doors) {
  t.test(`a client that has only its document signs in at ${door}, as an agent identity`, async (t) => {
    await serveDocuments(t, chain.entra, send(document))
    const { client_id } = JSON.parse(document)
    const program = programOf('typescript-sdk', 'graph.ts', chain.url, client_id)
    const signIn = programOf('typescript-sdk', 'sign-in.ts', chain.url)
    const folder = programFolder(t, { 'sign-in.ts': signIn, 'graph.ts': through(door, program) })
    const { output, signIns } = await runProgram(t, folder)
    t.equal(signIns, 1)
    t.ok(callsBothTools(output), output)
    const { azp, xms_act_fct } = decodeJwt(accessTokenOf(folder))
    t.match(azp, /^[0-9a-f-]{36}$/)
    t.not(azp, nativeClientId)
    t.match(xms_act_fct, /\b11\b/)
  })
}
