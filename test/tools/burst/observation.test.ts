import { CreateBucketCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3'
import {
  CreateQueueCommand,
  DeleteMessageCommand,
  ReceiveMessageCommand,
  SendMessageCommand,
  SQSClient,
} from '@aws-sdk/client-sqs'
import { LocalAws } from '@messaging-on-aws/local-aws'
import { DeadLetteredVideos } from '../../../tools/burst/dead-lettered-videos.ts'
import { encoderConcurrency } from '../../../tools/burst/encoder-concurrency.ts'
import { untilSettled } from '../../../tools/burst/settled.ts'
import { findSites, MissingStackError } from '../../../tools/burst/site.ts'
import { type Connection, localConnection } from '../../../tools/clients/connection.ts'
import { type DepthSample, QueueDepth } from '../../../tools/clients/queue-depth.ts'
import { VideosBucket } from '../../../tools/clients/video/videos-bucket.ts'

/** What the experiment sees of the stacks, it sees through the SDK. */
let aws: LocalAws
let connection: Connection
let sqs: SQSClient
let s3: S3Client

beforeAll(async () => {
  aws = await LocalAws.start()
  connection = localConnection(aws.endpoint, aws.developer)
  sqs = new SQSClient(connection)
  s3 = new S3Client(connection)
  await s3.send(new CreateBucketCommand({ Bucket: 'videos' }))
})
afterAll(async () => {
  sqs.destroy()
  s3.destroy()
  await aws.stop()
})

async function queue(name: string): Promise<string> {
  const { QueueUrl = '' } = await sqs.send(new CreateQueueCommand({ QueueName: name }))
  return QueueUrl
}

function send(QueueUrl: string, body: unknown) {
  return sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: JSON.stringify(body) }))
}

function put(Key: string, document: object) {
  return s3.send(new PutObjectCommand({ Bucket: 'videos', Key, Body: JSON.stringify(document) }))
}

const uploadOf = (videoId: string) => ({ Records: [{ s3: { object: { key: `uploads/${videoId}` } } }] })
const time = '2026-11-21T10:00:00.250Z'

test('what became of a video is in its outcome, whatever else is in the bucket', async () => {
  await put('renditions/01-other/outcome.json', { type: 'video.video.encoded.v1', time, data: {} })
  await put('renditions/02-done/240p.mp4', {})
  await put('renditions/02-done/outcome.json', { type: 'video.video.encoded.v1', time, data: {} })
  await put('renditions/03-bad/outcome.json', {
    type: 'video.video.rejected.v1',
    time,
    data: { code: 'truncated' },
  })
  await put('renditions/04-working/240p.mp4', {})
  const bucket = new VideosBucket(connection, 'videos')
  const at = Date.parse(time)
  expect(await bucket.outcomes(['04-working', '03-bad', '02-done'])).toEqual(
    new Map([
      ['02-done', { status: 'encoded', at }],
      ['03-bad', { status: 'rejected', at, code: 'truncated' }],
    ]),
  )
  expect(await bucket.having('240p.mp4', ['02-done', '04-working', '03-bad'])).toEqual([
    '02-done',
    '04-working',
  ])
  expect(await bucket.ended([])).toEqual([])
})

test('dead-lettered videos are found, all of them, and left where they are', async () => {
  const url = await queue('dead-letters')
  const ids = Array.from({ length: 25 }, (_, index) => `video-${index}`)
  for (const id of ids) await send(url, uploadOf(id))
  await send(url, 'no notification')
  const videos = new DeadLetteredVideos(connection, url)
  await videos.look()
  expect([...videos.ids].sort()).toEqual(ids.toSorted())
  const depth = new QueueDepth(connection, url, () => {})
  await depth.stop()
  expect(depth.samples[0]).toMatchObject({ waiting: 0, inFlight: 26 })
})

test('a queue is empty when nothing waits and nothing is being worked on', async () => {
  const url = await queue('uploads')
  await send(url, uploadOf('a'))
  const { Messages } = await sqs.send(new ReceiveMessageCommand({ QueueUrl: url }))
  const seen: DepthSample[] = []
  const working = new QueueDepth(connection, url, sample => seen.push(sample))
  await working.stop()
  expect(seen).toEqual([{ at: expect.any(Number), waiting: 0, inFlight: 1 }])
  expect(working.emptySince).toBeUndefined()

  await sqs.send(new DeleteMessageCommand({ QueueUrl: url, ReceiptHandle: Messages?.[0]?.ReceiptHandle }))
  const empty = new QueueDepth(connection, url, () => {})
  await empty.stop()
  expect(empty.emptySince).toBe(empty.samples[0]?.at)
})

describe('a run is over', () => {
  async function settled(videoIds: string[], deadline: number): Promise<boolean> {
    const url = await queue('settling')
    const dead = await queue('settling-dead')
    await send(dead, uploadOf('05-poison'))
    const depth = new QueueDepth(connection, url, () => {})
    await depth.stop()
    const deadLetters = new DeadLetteredVideos(connection, dead)
    return untilSettled({
      videoIds,
      bucket: new VideosBucket(connection, 'videos'),
      deadLetters,
      depth,
      deadline,
    })
  }

  test('when every video has its outcome or is dead-lettered', async () => {
    await put('renditions/02-done/outcome.json', { type: 'video.video.encoded.v1', time, data: {} })
    expect(await settled(['02-done', '05-poison'], Date.now() + 60_000)).toBe(false)
  })

  test('when the time is: it is given up', async () => {
    expect(await settled(['06-missing'], Date.now())).toBe(true)
  })
})

test('a stage without the two stacks is told how it gets them', async () => {
  const sites = findSites(connection, 'dev', Buffer.alloc(0))
  await expect(sites).rejects.toThrow(MissingStackError)
  await expect(sites).rejects.toThrow(
    'There is no stack Messaging-dev-Video: set "experiments": true in config/dev.json and deploy both shapes: npx cdk deploy --all -c stage=dev.',
  )
})

test('encoders that nobody limits have no ideal', async () => {
  await expect(encoderConcurrency(connection, await queue('unlimited'))).rejects.toThrow(
    /unlimited has no maximum concurrency: deploy the stack with the setting encoderConcurrency\.$/,
  )
})
