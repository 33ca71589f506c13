import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { createServer, type Socket } from 'node:net'
import { KinesisClient, ListStreamsCommand } from '@aws-sdk/client-kinesis'
import { ListQueuesCommand, SQSClient } from '@aws-sdk/client-sqs'

/** The time that an API function has. */
const API_FUNCTION_MS = 10_000

let clients: typeof import('../../../lambda/runtime/sdk-clients.ts')
const server = createServer()
beforeAll(async () => {
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  Object.assign(process.env, {
    AWS_ENDPOINT_URL: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    AWS_REGION: 'us-east-1',
    AWS_ACCESS_KEY_ID: 'test',
    AWS_SECRET_ACCESS_KEY: 'test',
    POWERTOOLS_SERVICE_NAME: 'test',
  })
  clients = await import('../../../lambda/runtime/sdk-clients.ts')
})
afterAll(() => server.close())

test('there is one client of a class', () => {
  expect(clients.sdkClient(SQSClient)).toBe(clients.sdkClient(SQSClient))
})

test('Kinesis is spoken to over HTTP/1.1, as every service is', async () => {
  const abort = new AbortController()
  const sockets: Socket[] = []
  // A slow machine may give up a connection before it has sent anything.
  const sent = new Promise(resolve => {
    server.on('connection', socket => sockets.push(socket.once('data', resolve)))
  })
  const call = clients
    .sdkClient(KinesisClient)
    .send(new ListStreamsCommand({}), { abortSignal: abort.signal })
  const aborted = expect(call).rejects.toMatchObject({ name: 'AbortError' })
  expect(String(await sent)).toMatch(/^POST \/ HTTP\/1\.1\r\n/)
  abort.abort()
  await aborted
  server.removeAllListeners('connection')
  for (const socket of sockets) socket.destroy()
})

test('a call that fails is tried three times in all', async () => {
  let tries = 0
  const answer = (socket: Socket) => {
    socket.on('data', () => {
      tries++
      socket.end('HTTP/1.1 500 Internal Server Error\r\ncontent-length: 2\r\n\r\n{}')
    })
  }
  server.on('connection', answer)
  await expect(clients.sdkClient(SQSClient).send(new ListQueuesCommand({}))).rejects.toThrow()
  server.off('connection', answer)
  expect(tries).toBe(3)
})

test('a service that hangs leaves an API function the time for two calls', () => {
  const { maxAttempts, requestHandler } = clients.clientSettings
  expect(2 * maxAttempts * requestHandler.requestTimeout).toBeLessThan(API_FUNCTION_MS)
  expect(requestHandler.socketTimeout).toBeLessThanOrEqual(requestHandler.requestTimeout)
  expect(requestHandler.connectionTimeout).toBeLessThan(requestHandler.requestTimeout)
})
