import Fastify from 'fastify'

const app = Fastify()
app.get('/hello', (_request, reply) => {
  reply.send({ message: 'Hello, world!' })
})
await app.listen({ port: Number(process.env.PORT), host: '127.0.0.1' })
process.on('SIGINT', () => process.exit())
