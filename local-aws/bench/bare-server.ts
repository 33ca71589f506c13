/*
 * What the SQS rates are compared with: a Node HTTP server that answers the same three calls and knows
 * nothing of visibility, order, redrive or retention.
 */
import { createHash, randomUUID } from 'node:crypto'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'

const messages: { MessageId: string; ReceiptHandle: string; Body: string; MD5OfBody: string }[] = []
let taken = 0
const server = createServer((request, response) => {
  const chunks: Buffer[] = []
  request
    .on('data', chunk => chunks.push(chunk))
    .on('end', () => {
      const { Entries = [] } = JSON.parse(Buffer.concat(chunks).toString()) as {
        Entries?: { Id: string; MessageBody: string }[]
      }
      const answers: Record<string, () => object> = {
        'AmazonSQS.CreateQueue': () => ({ QueueUrl: `http://${request.headers.host}/bare` }),
        'AmazonSQS.SendMessageBatch': () => ({
          Successful: Entries.map(({ Id, MessageBody }) => {
            const MessageId = randomUUID()
            const MD5OfBody = createHash('md5').update(MessageBody).digest('hex')
            messages.push({ MessageId, ReceiptHandle: MessageId, Body: MessageBody, MD5OfBody })
            return { Id, MessageId, MD5OfMessageBody: MD5OfBody }
          }),
        }),
        'AmazonSQS.ReceiveMessage': () => {
          const from = taken
          taken = Math.min(from + 10, messages.length)
          return { Messages: messages.slice(from, taken) }
        },
        'AmazonSQS.DeleteMessageBatch': () => ({ Successful: Entries.map(({ Id }) => ({ Id })) }),
      }
      const body = JSON.stringify(answers[String(request.headers['x-amz-target'])]?.() ?? {})
      response
        .writeHead(200, {
          'content-type': 'application/x-amz-json-1.0',
          'content-length': Buffer.byteLength(body),
        })
        .end(body)
    })
})
server.listen(0, '127.0.0.1', () =>
  console.log(`ready http://127.0.0.1:${(server.address() as AddressInfo).port}`),
)
