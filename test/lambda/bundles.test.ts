import { fork } from 'node:child_process'
import { createSocket } from 'node:dgram'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Bundles, bundleFunctions } from '../../lib/packaging/bundling.ts'
import { type FunctionName, functionNames } from '../../lib/packaging/functions.ts'
import { apiRequest, context, sqsEvent, sqsRecord } from './invocation.ts'

const ROOT = '1-5759e988-bd862e3fe1be46a994272793'
const INVOCATION = '53995c3f42cd8ad8'
const daemon = createSocket('udp4')
let directory: string
let bundles: Bundles

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'bundles-'))
  daemon.bind(0, '127.0.0.1')
  await once(daemon, 'listening')
  bundles = await bundleFunctions(process.cwd(), directory)
})
afterAll(async () => {
  daemon.close()
  await rm(directory, { recursive: true })
})

/** A traced function's environment, in which no service answers. */
function environment(service: string): NodeJS.ProcessEnv {
  const nowhere = 'http://127.0.0.1:1'
  return {
    AWS_EXECUTION_ENV: 'AWS_Lambda_nodejs24.x',
    LAMBDA_TASK_ROOT: directory,
    AWS_XRAY_DAEMON_ADDRESS: `127.0.0.1:${(daemon.address() as AddressInfo).port}`,
    AWS_LAMBDA_FUNCTION_NAME: service,
    _HANDLER: 'index.handler',
    AWS_REGION: 'us-east-1',
    AWS_ENDPOINT_URL: nowhere,
    AWS_MAX_ATTEMPTS: '1',
    AWS_ACCESS_KEY_ID: 'test',
    AWS_SECRET_ACCESS_KEY: 'test',
    POWERTOOLS_SERVICE_NAME: service,
    POWERTOOLS_METRICS_NAMESPACE: 'Messaging',
    PURCHASES_TOPIC_ARN: 'arn:aws:sns:us-east-1:000000000000:purchases.fifo',
    REQUESTS_TABLE: 'requests',
    PURCHASES_TABLE: 'purchases',
    REPLAY_QUEUE_URL: `${nowhere}/000000000000/replay`,
    REPLAY_DEAD_LETTER_QUEUE_URL: `${nowhere}/000000000000/replay-dead-letters`,
    REPLAY_UNDELIVERED_QUEUE_URL: `${nowhere}/000000000000/replay-undelivered`,
    SHIPMENTS_TABLE: 'shipments',
    SENT_TABLE: 'sent',
    EMAILS_QUEUE_URL: `${nowhere}/000000000000/emails`,
    DEAD_LETTER_QUEUE_URL: `${nowhere}/000000000000/dead-letters`,
    MAXIMUM_TRIES: '5',
    MAXIMUM_RECEIVES: '960',
    RETENTION_SECONDS: '315360000',
    SENDER: 'shop@shop.example',
    TRANSACTIONAL_CONFIGURATION_SET: 'mail',
    MARKETING_CONFIGURATION_SET: 'mail-marketing',
    SES_TENANTS: 'false',
    SUPPRESSION_TABLE: 'suppression',
    QUEUE_URL: `${nowhere}/000000000000/queue`,
    TRIES_TABLE: 'tries',
    POSTS_TABLE: 'posts',
    POSTS_QUEUE_URL: `${nowhere}/000000000000/posts.fifo`,
    SUBSCRIBERS_TABLE: 'subscribers',
    UNSUBSCRIBE_KEY_ID: 'key',
    UNSUBSCRIBE_URL: `${nowhere}/unsubscribe`,
    BUCKET: 'videos',
    VIDEOS_TABLE: 'videos',
    PURCHASE_RETENTION_DAYS: '365',
    VIDEO_RETENTION_DAYS: '365',
    VIDEOS_URL: `${nowhere}/videos`,
    TEMPORARY_STORAGE_MB: '2048',
    ENCODER_FUNCTION: 'encoder',
    STREAM_NAME: 'events',
    TRENDS_TABLE: 'trends',
    COUNTED_EVENTS_TABLE: 'counted',
    GENERATIONS_TABLE: 'generations',
    GIVEN_UP_BUCKET: 'given-up',
    LATENESS_SECONDS: '3600',
    STREAM_RETENTION_SECONDS: '86400',
    BASKETS_TABLE: 'baskets',
    CONSENTS_TABLE: 'consents',
    READ_PROGRESS_TABLE: 'progress',
    REMINDER_SECONDS: '3600',
    REMINDER_MESSAGE_SECONDS: '345600',
    REMINDERS_QUEUE_URL: `${nowhere}/000000000000/reminders`,
    BASKETS_GIVEN_UP_QUEUE_URL: `${nowhere}/000000000000/baskets-given-up`,
    PURCHASES_QUEUE_URL: `${nowhere}/000000000000/purchases`,
    PURCHASES_DEAD_LETTER_QUEUE_URL: `${nowhere}/000000000000/dead-purchases`,
    PURCHASES_UNDELIVERED_QUEUE_URL: `${nowhere}/000000000000/undelivered-purchases`,
    LAKE_BUCKET: 'lake',
    LAKE_PREFIX: 'events/',
    LAKE_RETENTION_DAYS: '365',
  }
}

/** What the bundle's handler answers, in a process of its own. */
async function run(name: FunctionName, event: unknown): Promise<unknown> {
  const child = fork(
    join(__dirname, 'run-bundle.mjs'),
    [join(bundles.get(name)?.directory ?? '', 'index.mjs')],
    {
      env: environment(name.replace('/', '-')),
      stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
    },
  )
  let complaints = ''
  child.stderr?.on('data', text => {
    complaints += text
  })
  const exited = once(child, 'exit')
  const died = exited.then(() => Promise.reject(new Error(`${name} did not answer: ${complaints}`)))
  child.send({ event, context, traceHeader: `Root=${ROOT};Parent=${INVOCATION};Sampled=1` })
  const [answer] = await Promise.race([once(child, 'message'), died])
  await exited
  return answer
}

/** Collects segments until the function's own comes, which is closed last. */
async function segmentsOf(service: string): Promise<Record<string, unknown>[]> {
  const segments: Record<string, unknown>[] = []
  for (;;) {
    const [datagram] = await once(daemon, 'message')
    const segment = JSON.parse(String(datagram).split('\n')[1] ?? '')
    segments.push(segment)
    if (segment.annotations?.Service === service) return segments
  }
}

const apis: FunctionName[] = [
  'shop/buying',
  'shop/status',
  'posts/publish',
  'posts/withdraw',
  'posts/subscriptions',
  'video/upload',
  'video/status',
  'clickstream/ingest',
  'clickstream/show-trends',
  'clickstream/reminders',
]
const pages: FunctionName[] = ['posts/unsubscribe', 'video/link', 'clickstream/unsubscribe']
const experiment: FunctionName[] = ['video/synchronous-upload', 'video/synchronous-encoder']
/** Readers of the stream, and the function that `npm run replay` invokes. */
const streaming: FunctionName[] = ['clickstream/trends', 'clickstream/baskets', 'clickstream/replay']
const others = [...apis, ...pages, ...experiment, ...streaming, 'shop/archive', 'shop/rebuild']
const consumers = functionNames.filter(name => !others.includes(name))

describe.each(apis)('the bundle of %s', name => {
  test('answers a request', async () => {
    const answer = await run(
      name,
      apiRequest({ body: '{', pathParameters: { id: 'no-id' }, query: { minute: 'soon' } }),
    )
    expect(answer).toMatchObject({ statusCode: 400, headers: { 'content-type': 'application/problem+json' } })
  })
})

describe.each(pages)('the bundle of %s', name => {
  test('answers a browser', async () => {
    const answer = await run(name, apiRequest({ method: 'GET' }))
    expect(answer).toMatchObject({ statusCode: 403, headers: { 'content-type': 'text/html; charset=utf-8' } })
  })
})

describe.each(consumers)('the bundle of %s', name => {
  test('takes a batch', async () => {
    expect(await run(name, sqsEvent())).toEqual({ batchItemFailures: [] })
  })
})

describe('the bundles about a stream', () => {
  test('take a batch, and refuse an unknown step of a replay', async () => {
    expect(await run('clickstream/trends', { Records: [] })).toEqual({ batchItemFailures: [] })
    expect(await run('clickstream/baskets', { Records: [] })).toEqual({ batchItemFailures: [] })
    expect(await run('clickstream/replay', { action: 'rewind' })).toMatchObject({ state: 'refused' })
  })
})

test('the bundle for CloudFormation refuses an event of anybody else', async () => {
  await expect(run('shop/archive', { Records: [] })).rejects.toThrow('no request of CloudFormation')
})

describe('the bundle of shop/rebuild', () => {
  test('refuses an unknown step', async () => {
    expect(await run('shop/rebuild', { action: 'rewind' })).toMatchObject({ state: 'refused' })
  })
})

describe('the bundles of the experiment', () => {
  test('refuse a file that is not a video, and fail without a bucket', async () => {
    expect(await run('video/synchronous-upload', apiRequest())).toMatchObject({ statusCode: 415 })
    await expect(run('video/synchronous-encoder', { videoId: 'video-1' })).rejects.toThrow('ECONNREFUSED')
  })
})

test('a bundle traces the invocation, each record, and the requests that it makes', async () => {
  const traced = segmentsOf('shop-history')
  await run('shop/history', sqsEvent(sqsRecord('{', { queue: 'history.fifo', group: 'a', messageId: 'm-1' })))
  const [request, record, hiding, invocation] = await traced
  expect(invocation).toMatchObject({ name: '## index.handler', trace_id: ROOT, parent_id: INVOCATION })
  expect(record).toMatchObject({
    name: '## record',
    parent_id: invocation?.id,
    annotations: { messageId: 'm-1' },
  })
  expect(request).toMatchObject({ name: 'SQS', parent_id: record?.id, namespace: 'aws' })
  // No dead-letter queue answers, so that the message comes again.
  expect(hiding).toMatchObject({ name: 'SQS', parent_id: invocation?.id, namespace: 'aws' })
})
