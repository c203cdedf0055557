import type { Policy } from '../pipeline/policy.ts'
import { required } from '../pipeline/schema.ts'

export const authenticationBasic: Policy = {
  name: 'authentication-basic',
  sections: ['inbound'],
  mostPerSection: 1,
  schema: { attributes: { username: required, password: required } },
  run(call, element) {
    const credentials = `${element.text(call, 'username')}:${element.text(call, 'password')}`
    const encoded = Buffer.from(credentials).toString('base64')
    call.request.headers.set('authorization', [`Basic ${encoded}`])
  }
}
