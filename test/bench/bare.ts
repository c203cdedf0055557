import Fastify from 'fastify'
import { Agent, request } from 'undici'
import { version } from '../../app/service.ts'

/** The least that could answer each request: Fastify with the same payloads, no checks, no log. */
const { PORT, GRAPH_URL, GRAPH_TOKEN } = process.env
const app = Fastify()
const dispatcher = new Agent()
const message = { type: 'object', properties: { message: { type: 'string' } } }
const tools = await (await fetch(`${process.env.SERVICE_URL}/tools`)).text()

app.addContentTypeParser('application/octet-stream', { parseAs: 'buffer' }, (_request, body, done) =>
  done(null, body)
)
app.get('/hello', { schema: { response: { 200: message } } }, (_request, reply) => {
  reply.send({ message: 'Hello, world!' })
})
app.post('/echo', (request, reply) => {
  reply.type('application/octet-stream').send(request.body)
})
app.get('/tools', (_request, reply) => {
  reply.type('application/json').send(tools)
})
app.post('/tools/hello', { schema: { response: { 200: message } } }, (_request, reply) => {
  reply.send({ message: 'Hello, Ada!' })
})
app.get('/status', (_request, reply) => {
  reply.send({
    status: 'ok',
    version,
    uptimeSeconds: Math.floor(process.uptime()),
    authentication: { state: 'anonymous' }
  })
})
app.get('/me', async (_request, reply) => {
  const headers = { authorization: `Bearer ${GRAPH_TOKEN}` }
  const { body } = await request(`${GRAPH_URL}/v1.0/me`, { dispatcher, headers })
  reply.type('application/json')
  return body.text()
})

await app.listen({ port: Number(PORT), host: '127.0.0.1' })
