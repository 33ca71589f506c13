/* Runs as a process of its own: `sqs-load <endpoint> <seconds> sdk|raw` prints the rates as JSON. */
import { SQS } from '@aws-sdk/client-sqs'
import { type JsonConnection, SQS_SERVICE } from './json-connection.ts'
import { clientOf } from './load.ts'
import { RawConnection } from './raw-connection.ts'
import { SdkConnection } from './sdk-connection.ts'

const CLIENTS = 16
const BATCH = 10
const [endpoint = '', duration = '3', kind] = process.argv.slice(2)
const open = () =>
  kind === 'raw' ? RawConnection.open(endpoint, SQS_SERVICE) : new SdkConnection(new SQS(clientOf(endpoint)))
const connections = await Promise.all(Array.from({ length: CLIENTS }, open))
const first = connections[0] as JsonConnection
const { QueueUrl } = await first.call<{ QueueUrl: string }>('CreateQueue', {
  QueueName: `load-${process.pid}`,
})

/** All clients at once until the time is over or `turn` has nothing left; messages per second. */
async function rate(turn: (connection: JsonConnection) => Promise<number>): Promise<number> {
  const start = performance.now()
  const end = start + Number(duration) * 1000
  let messages = 0
  const clients = connections.map(async connection => {
    for (let done = -1; done !== 0 && performance.now() < end; messages += done) done = await turn(connection)
  })
  await Promise.all(clients)
  return messages / ((performance.now() - start) / 1000)
}

const body = JSON.stringify({ type: 'bench.message.v1', text: 'x'.repeat(160) })
const entries = Array.from({ length: BATCH }, (_, index) => ({ Id: String(index), MessageBody: body }))

const sent = await rate(async connection => {
  await connection.call('SendMessageBatch', { QueueUrl, Entries: entries })
  return BATCH
})
const received = await rate(async connection => {
  const request = { QueueUrl, MaxNumberOfMessages: BATCH }
  const { Messages = [] } = await connection.call<{ Messages?: { ReceiptHandle: string }[] }>(
    'ReceiveMessage',
    request,
  )
  if (Messages.length === 0) return 0
  const Entries = Messages.map(({ ReceiptHandle }, index) => ({ Id: String(index), ReceiptHandle }))
  await connection.call('DeleteMessageBatch', { QueueUrl, Entries })
  return Messages.length
})
for (const connection of connections) connection.close()
console.log(JSON.stringify({ sent, received }))
