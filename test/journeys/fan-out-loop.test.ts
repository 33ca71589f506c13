import { join } from 'node:path'
import { CloudWatchClient, GetMetricStatisticsCommand } from '@aws-sdk/client-cloudwatch'
import { LambdaClient, PutFunctionRecursionConfigCommand } from '@aws-sdk/client-lambda'
import { RealClock } from '@messaging-on-aws/local-aws'
import { Blog } from '../../tools/clients/posts/blog.ts'
import { ChangedAssembly } from './changed-assembly.ts'
import { eventually, Messaging } from './messaging.ts'
import { writeSubscribers } from './subscribers.ts'

/*
 * The fan-out sends the next page to the queue that feeds it: Lambda takes that for a recursive loop, and stops the
 * functions that may not loop after about sixteen turns. The stacks are the app's; of the functions, the fan-out alone
 * is bundled anew, with pages of two.
 */

/** Of more pages than a loop may have turns. */
const READERS = 41
const PAGES = Math.ceil(READERS / 2)

let assembly: ChangedAssembly
let messaging: Messaging<RealClock>
let blog: Blog
let fanOut: string
beforeAll(async () => {
  assembly = await ChangedAssembly.with('posts-fan-out', join(__dirname, 'small-pages.ts'))
  messaging = await Messaging.on(new RealClock(), assembly.directory)
  blog = new Blog(messaging.request, (await messaging.outputs('Posts'))('PostsApiUrl'))
  fanOut = await messaging.functionName('posts-fan-out')
})
afterAll(async () => {
  await messaging.close()
  assembly.remove()
})

async function subscribe(authorId: string): Promise<string[]> {
  const readers = Array.from({ length: READERS }, (_, reader) => `${authorId}-${reader}@example.com`)
  await writeSubscribers(messaging, authorId, readers)
  return readers
}

/** Who was mailed of the post with this title, as often as they were. */
async function told(title: string): Promise<string[]> {
  const mails = await messaging.inbox()
  return mails.filter(({ subject }) => subject === title).flatMap(({ to }) => to)
}

async function dropped(): Promise<number> {
  const request = new GetMetricStatisticsCommand({
    Namespace: 'AWS/Lambda',
    MetricName: 'RecursiveInvocationsDropped',
    Dimensions: [{ Name: 'FunctionName', Value: fanOut }],
    StartTime: new Date(Date.now() - 3_600_000),
    EndTime: new Date(Date.now() + 60_000),
    Period: 7_200,
    Statistics: ['Sum'],
  })
  const { Datapoints = [] } = await new CloudWatchClient(messaging.connection).send(request)
  return Datapoints.reduce((total, { Sum = 0 }) => total + Sum, 0)
}

test(`every subscriber is told, on ${PAGES} pages, and no page is dropped as a loop`, async () => {
  const readers = await subscribe('grace')
  await blog.publish({ authorId: 'grace', title: 'On relays', text: 'A moth was in it.' })
  await eventually(
    async () => (await told('On relays')).length >= READERS || (await dropped()) > 0 || undefined,
  )
  expect((await told('On relays')).toSorted()).toEqual(readers.toSorted())
  expect(await dropped()).toBe(0)
})

test('without its setting, the function stops after sixteen: its messages carry the lineage', async () => {
  await subscribe('ada')
  const setting = (RecursiveLoop: 'Allow' | 'Terminate') =>
    new LambdaClient(messaging.connection).send(
      new PutFunctionRecursionConfigCommand({ FunctionName: fanOut, RecursiveLoop }),
    )
  await setting('Terminate')
  await blog.publish({ authorId: 'ada', title: 'Note G', text: 'On Bernoulli numbers.' })
  await eventually(async () => (await dropped()) > 0 || undefined)
  await messaging.drained((await messaging.outputs('Mail'))('EmailsQueueUrl'))
  expect(await told('Note G')).toHaveLength(16 * 2)
})
