import { setTimeout as sleep } from 'node:timers/promises'
import { BatchWriteItemCommand, DynamoDBClient } from '@aws-sdk/client-dynamodb'
import { GetQueueAttributesCommand, SQSClient } from '@aws-sdk/client-sqs'
import { type Connection, localConnection } from '../clients/connection.ts'
import { inParallel } from '../clients/in-parallel.ts'
import { LocalAwsProcess } from '../clients/local-aws-process.ts'
import { Blog } from '../clients/posts/blog.ts'
import { signedFetch } from '../clients/signed-request.ts'
import { stackOutputs } from '../clients/stack-outputs.ts'
import { median, milliseconds, perSecond, type Row, seconds } from './report.ts'

const FEW = 10
const MANY = 100_000
/** How many posts of each author are timed, alternately. */
const POSTS = 15
const WARM_UP = 3
/** Items per `BatchWriteItem`. */
const BATCH = 25
const POLL_MS = 20

/** How long an author waits, by the number of subscribers, and how long until all mails are in the mail queue. */
export async function measurePosts(assembly: string): Promise<Row[]> {
  const local = await LocalAwsProcess.start({ assembly })
  try {
    const connection = localConnection(local.endpoint)
    const outputs = await stackOutputs(connection, 'Messaging-dev-Posts')
    const blog = new Blog(signedFetch(connection), outputs('PostsApiUrl'))
    await subscribe(connection, outputs('SubscribersTableName'), 'few', FEW)
    await subscribe(connection, outputs('SubscribersTableName'), 'many', MANY)
    const settled = () => untilEmpty(connection, outputs('PostsQueueUrl'))

    const times = { few: [] as number[], many: [] as number[] }
    for (let post = -WARM_UP; post < POSTS; post++) {
      for (const author of ['few', 'many'] as const) {
        const { postId, ms } = await publish(blog, author)
        // Otherwise the mails of one post would delay the next.
        await blog.withdraw(postId)
        await settled()
        if (post >= 0) times[author].push(ms)
      }
    }
    const ratio = median(times.many) / median(times.few)

    const start = performance.now()
    await publish(blog, 'many')
    await settled()
    const fanOutMs = performance.now() - start
    return [
      {
        what: `an author with ${MANY.toLocaleString('en')} subscribers waits for POST /posts`,
        measured: milliseconds(median(times.many)),
        beside: `with ${FEW}: ${milliseconds(median(times.few))}`,
        ratio,
        target: { text: '≤ 1.25×', met: ratio <= 1.25 },
      },
      {
        what: `until the mails of ${MANY.toLocaleString('en')} subscribers are queued`,
        measured: seconds(fanOutMs),
        beside: perSecond(MANY / (fanOutMs / 1000), 'subscribers'),
      },
    ]
  } finally {
    await local.stop()
  }
}

async function publish(blog: Blog, authorId: string): Promise<{ postId: string; ms: number }> {
  const start = performance.now()
  const postId = await blog.publish({ authorId, title: 'Measured', text: 'How long did I wait?' })
  return { postId, ms: performance.now() - start }
}

/** Writes to the table directly, because the API would need a request for each subscriber. */
async function subscribe(
  connection: Connection,
  table: string,
  authorId: string,
  count: number,
): Promise<void> {
  const client = new DynamoDBClient(connection)
  const batches = Array.from({ length: Math.ceil(count / BATCH) }, (_, batch) => batch * BATCH)
  await inParallel(batches, 8, async first => {
    const items = Array.from({ length: Math.min(BATCH, count - first) }, (_, index) => {
      const subscriberId = `reader-${String(first + index).padStart(6, '0')}`
      const email = `${subscriberId}@example.com`
      return { authorId: { S: authorId }, subscriberId: { S: subscriberId }, email: { S: email } }
    })
    const requests = items.map(Item => ({ PutRequest: { Item } }))
    await client.send(new BatchWriteItemCommand({ RequestItems: { [table]: requests } }))
  })
}

async function untilEmpty(connection: Connection, QueueUrl: string): Promise<void> {
  const client = new SQSClient(connection)
  for (;;) {
    const { Attributes = {} } = await client.send(
      new GetQueueAttributesCommand({
        QueueUrl,
        AttributeNames: ['ApproximateNumberOfMessages', 'ApproximateNumberOfMessagesNotVisible'],
      }),
    )
    if (Object.values(Attributes).every(count => count === '0')) return
    await sleep(POLL_MS)
  }
}
