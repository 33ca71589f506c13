import { randomUUID } from 'node:crypto'
import { KinesisClient, PutRecordsCommand, UpdateShardCountCommand } from '@aws-sdk/client-kinesis'
import { LambdaClient, UpdateEventSourceMappingCommand } from '@aws-sdk/client-lambda'
import { RealClock } from '@messaging-on-aws/local-aws'
import { Clickstream, type PageEvent } from '../../../tools/clients/clickstream/clickstream.ts'
import { inParallel } from '../../../tools/clients/in-parallel.ts'
import { readPipelines } from '../../../tools/clients/pipelines/pipelines.ts'
import { Blog } from '../../../tools/clients/posts/blog.ts'
import { put, VideoSite } from '../../../tools/clients/video/video-site.ts'
import { findTrace, type Trace } from '../../../tools/trace/find-trace.ts'
import { traceLines } from '../../../tools/trace/report.ts'
import { findSession, type Session } from '../../../tools/trace/session/find-session.ts'
import { sessionLines } from '../../../tools/trace/session/report.ts'
import { eventually, Messaging } from '../../journeys/messaging.ts'
import { traceCommand } from './trace-command.ts'

let messaging: Messaging<RealClock>
beforeAll(async () => {
  messaging = await Messaging.on(new RealClock())
})
afterAll(() => messaging.close())

const trace = (correlationId: string): Promise<Trace> =>
  findTrace({ connection: messaging.connection, stage: 'dev', correlationId })

/** Once a hop is logged and this holds. */
function traceOnce(correlationId: string, holds: (trace: Trace) => boolean): Promise<Trace> {
  return eventually(async () => {
    const found = await trace(correlationId)
    return found.hops.length > 0 && holds(found) ? found : undefined
  })
}

describe('a video', () => {
  const notVideo = Buffer.from('this is no video')
  const announced = async () => {
    const site = new VideoSite(messaging.request, (await messaging.outputs('Video'))('VideoApiUrl'))
    const video = { title: 'A walk', uploaderEmail: 'ada@example.com', contentType: 'video/mp4' }
    return site.announce(video, notVideo.length)
  }

  test('that the client has not uploaded waits with the client, whatever else is in the queue', async () => {
    const { videoId } = await announced()
    const { open } = await traceOnce(videoId, ({ open }) => open.length > 0)
    expect(open).toMatchObject([
      {
        service: 'video-encoder',
        state: 'waiting',
        place: (await messaging.outputs('Video'))('BucketName'),
        because: [`the client has not put uploads/${videoId} into the bucket`],
        inferred: false,
      },
    ])
  })

  test('that is uploaded is in the queue, then with the encoder, which says what is wrong with it', async () => {
    const { sources, functions } = await readPipelines(messaging.connection, 'dev')
    const { name } = functions.find(({ service }) => service === 'video-encoder') ?? {}
    const { id: UUID } = sources.find(({ functionName }) => functionName === name) ?? {}
    const lambda = new LambdaClient(messaging.connection)
    await lambda.send(new UpdateEventSourceMappingCommand({ UUID, Enabled: false }))
    const upload = await announced()
    await put(upload, notVideo)
    const { open } = await traceOnce(upload.videoId, ({ open }) =>
      open.some(({ place }) => place.includes('Uploads')),
    )
    expect(open).toMatchObject([{ state: 'stuck', place: 'Messaging-dev-Video-Uploads', inferred: true }])

    await lambda.send(new UpdateEventSourceMappingCommand({ UUID, Enabled: true }))
    const rejected = await traceOnce(upload.videoId, ({ hops }) =>
      hops.some(({ outcome }) => outcome === 'dead-lettered'),
    )
    expect(rejected.open).toContainEqual(
      expect.objectContaining({ state: 'stuck', place: 'Messaging-dev-Video-Uploads-DeadLetters' }),
    )
  })
})

test('of a post, the mails to all subscribers are one row', async () => {
  const blog = new Blog(messaging.request, (await messaging.outputs('Posts'))('PostsApiUrl'))
  const readers = Array.from({ length: 120 }, (_, reader) => `grace-reader-${reader}`)
  await inParallel(readers, 8, reader => blog.subscribe('grace', reader, `${reader}@example.com`))
  const postId = await blog.publish({ authorId: 'grace', title: 'On relays', text: 'A moth was in it.' })
  const found = await traceOnce(postId, ({ hops, open }) => hops.length > readers.length && open.length === 0)
  const rows = traceLines(found, new Date()).filter(line => line.includes('mail-mailer'))
  expect(rows).toEqual([expect.stringMatching(/× 120$/)])
})

describe('a session', () => {
  let streamName: string
  let clickstream: Clickstream
  beforeAll(async () => {
    const outputs = await messaging.outputs('Clickstream')
    streamName = outputs('StreamName')
    clickstream = new Clickstream(messaging.request, outputs('ClickstreamApiUrl'))
  })

  const viewed = (sessionId: string): PageEvent => ({
    ...{ id: randomUUID(), type: 'product-viewed', sessionId },
    ...{ time: new Date().toISOString(), sku: 'book-1' },
  })
  const session = (sessionId: string): Promise<Session> =>
    findSession({
      ...{ connection: messaging.connection, stage: 'dev', sessionId },
      since: new Date(Date.now() - 3_600_000),
    })
  const sessionOnce = (sessionId: string, holds: (session: Session) => boolean): Promise<Session> =>
    eventually(async () => {
      const found = await session(sessionId)
      return holds(found) ? found : undefined
    })

  test('has its events in order, each with its arrival, its shard, and that it is counted; not those of others', async () => {
    const events = [viewed('visit-1'), viewed('visit-1'), viewed('visit-2')]
    await clickstream.send(events)
    const found = await sessionOnce('visit-1', ({ events }) =>
      events.every(({ counted }) => counted === 'counted'),
    )
    expect(found.events).toMatchObject([
      { id: events[0]?.id, type: 'clickstream.product.viewed.v1', shardId: 'shardId-000000000000' },
      { id: events[1]?.id, counted: 'counted', givenUp: undefined },
    ])
    expect(sessionLines(found).at(-1)).toBe('  complete: all of them are counted in the trends')
  })

  test('goes on through a split of its shard', async () => {
    await kinesis().send(
      new UpdateShardCountCommand({
        StreamName: streamName,
        TargetShardCount: 2,
        ScalingType: 'UNIFORM_SCALING',
      }),
    )
    const shards = () =>
      session('visit-1').then(({ events }) => new Set(events.map(({ shardId }) => shardId)))
    await eventually(async () => {
      await clickstream.send([viewed('visit-1')])
      return (await shards()).size > 1
    })
    expect([...(await shards())][0]).toBe('shardId-000000000000')
  })

  test('what Lambda gave up is named, with the batch; what the function has not read is not counted', async () => {
    const broken = { PartitionKey: 'visit-3', Data: Buffer.from('{"oops": 1') }
    await kinesis().send(new PutRecordsCommand({ StreamName: streamName, Records: [broken] }))
    const { events, reader } = await sessionOnce('visit-3', ({ events }) =>
      events.some(({ givenUp }) => givenUp),
    )
    expect(events).toMatchObject([
      { id: undefined, counted: 'given up', givenUp: { key: expect.stringMatching(/^aws\/lambda\//) } },
    ])
    expect(reader).toMatchObject({ service: 'clickstream-trends', state: 'Enabled' })
    const { status, stdout } = await traceCommand(messaging.aws, '--session', 'visit-3')
    expect(status).toBe(1)
    expect(stdout).toMatch(/given up, \w+: aws\/lambda\//)
    expect(stdout).toContain('clickstream-trends: its event source is enabled')
  })

  test('that nobody knows is none', async () => {
    const { status, stdout } = await traceCommand(messaging.aws, '--session', 'visit-9')
    expect({ status, stdout }).toEqual({
      status: 1,
      stdout: expect.stringMatching(/^The stream has no event of visit-9 since/),
    })
  })

  const kinesis = () => new KinesisClient(messaging.connection)
})
