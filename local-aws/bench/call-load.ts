/* Runs as a process of its own: `call-load <endpoint> <calls>` sends messages, one a call, and prints how many. */
import { SQS_SERVICE } from './json-connection.ts'
import { RawConnection } from './raw-connection.ts'

const [endpoint = '', calls = '0'] = process.argv.slice(2)
const connection = await RawConnection.open(endpoint, SQS_SERVICE)
const QueueName = `calls-${process.pid}`
const { QueueUrl } = await connection.call<{ QueueUrl: string }>('CreateQueue', { QueueName })
const Entries = [
  { Id: '0', MessageBody: JSON.stringify({ type: 'bench.message.v1', text: 'x'.repeat(160) }) },
]
for (let call = 0; call < Number(calls); call++) {
  await connection.call('SendMessageBatch', { QueueUrl, Entries })
}
connection.close()
console.log(JSON.stringify({ calls: Number(calls) }))
