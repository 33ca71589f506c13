import { readFile } from 'node:fs/promises'
import os from 'node:os'
import {
  CreateBucketCommand,
  GetObjectCommand,
  ListObjectsV2Command,
  PutBucketNotificationConfigurationCommand,
  S3Client,
} from '@aws-sdk/client-s3'
import { DeleteMessageCommand, ReceiveMessageCommand, SQSClient } from '@aws-sdk/client-sqs'
import type { Duration } from '@messaging-on-aws/local-aws'
import type {
  APIGatewayProxyStructuredResultV2,
  Context,
  SQSBatchResponse,
  SQSEvent,
  SQSRecord,
} from 'aws-lambda'
import type { VideoOutcome } from '../../../lambda/contracts/video-events.ts'
import type { AnnounceVideo, VideoAnnounced, VideoStatus } from '../../../lambda/contracts/videos-api.ts'
import { FunctionRig, queueArn } from '../function-rig.ts'
import { apiRequest, context } from '../invocation.ts'
import { REAL_TIMERS } from '../real-timers.ts'
import { Clips } from './clips.ts'

export const BUCKET = 'videos'
export const UPLOADER = 'ada.byron@mail.example'

/** As long as the encoder has in an account. */
export const encoderContext: Context = { ...context, getRemainingTimeInMillis: () => 900_000 }

/**
 * The video site's bucket with its notifications, its queues and its table, and clips to upload. `Date` tells the
 * rig's time, as it does in the functions of the local AWS; timers keep the pace of real work.
 */
export class VideoRig {
  readonly functions = new FunctionRig()
  readonly clips = new Clips()
  uploads = ''
  encoded = ''
  emails = ''
  deadLetters = ''
  readonly #tmpdir = os.tmpdir

  async open(service: string): Promise<void> {
    await Promise.all([this.functions.open(service), this.clips.open()])
    jest.useFakeTimers({ doNotFake: [...REAL_TIMERS], now: this.functions.clock.now() })
    // An environment has a directory of its own. Node asks the real environment for it, not the one that jest gives a test.
    os.tmpdir = () => this.clips.directory
    this.uploads = await this.functions.queue('uploads')
    this.encoded = await this.functions.queue('encoded')
    this.emails = await this.functions.queue('emails')
    this.deadLetters = await this.functions.queue('dead-letters')
    await this.#makeBucket()
    this.functions.environment({
      BUCKET,
      VIDEOS_TABLE: await this.functions.table('videos', 'videoId'),
      QUEUE_URL: this.uploads,
      EMAILS_QUEUE_URL: this.emails,
      DEAD_LETTER_QUEUE_URL: this.deadLetters,
      TEMPORARY_STORAGE_MB: '2048',
      VIDEO_RETENTION_DAYS: '365',
      VIDEOS_URL: 'https://videos.example/videos',
    })
  }

  async close(): Promise<void> {
    jest.useRealTimers()
    os.tmpdir = this.#tmpdir
    await Promise.all([this.functions.close(), this.clips.close()])
  }

  /** Lets time pass for the services and for `Date`. */
  async advanceBy(duration: Duration): Promise<void> {
    await this.functions.clock.advanceBy(duration)
    jest.setSystemTime(this.functions.clock.now())
  }

  get #s3(): S3Client {
    return new S3Client(this.functions.client)
  }

  /** `POST /videos`. */
  async announce(changes: Partial<AnnounceVideo>): Promise<VideoAnnounced> {
    const { handler } = await import('../../../lambda/video/functions/upload.ts')
    const body = {
      title: 'Engines & co.',
      uploaderEmail: UPLOADER,
      contentType: 'video/mp4',
      contentLength: 1,
      ...changes,
    }
    return answered(await handler(apiRequest({ body }), context), 201)
  }

  /** `GET /videos/{id}`. */
  async status(videoId: string): Promise<VideoStatus> {
    const { handler } = await import('../../../lambda/video/functions/status.ts')
    return answered(await handler(apiRequest({ pathParameters: { id: videoId } }), context), 200)
  }

  /** Announces a file and uploads it as a browser would; gives the video's id. */
  async upload(path: string, contentType: AnnounceVideo['contentType'] = 'video/mp4'): Promise<string> {
    const content = await readFile(path)
    const { videoId, upload } = await this.announce({ contentType, contentLength: content.length })
    const answer = await put(upload, content)
    expect(`${answer.status} ${await answer.text()}`).toBe('200 ')
    return videoId
  }

  /** Uploads a file and receives the notification of it. */
  async uploaded(
    path: string,
    contentType?: AnnounceVideo['contentType'],
  ): Promise<{ videoId: string; record: SQSRecord }> {
    const videoId = await this.upload(path, contentType)
    const record = await this.received(this.uploads)
    if (!record) throw new Error(`S3 has not told of the upload ${videoId}.`)
    return { videoId, record }
  }

  /** Receives one message, as Lambda hands it over; it stays in flight. */
  async received(queueUrl: string): Promise<SQSRecord | undefined> {
    const { Messages: [message] = [] } = await new SQSClient(this.functions.client).send(
      new ReceiveMessageCommand({ QueueUrl: queueUrl, MessageSystemAttributeNames: ['All'] }),
    )
    if (!message) return undefined
    return {
      messageId: message.MessageId ?? '',
      receiptHandle: message.ReceiptHandle ?? '',
      body: message.Body ?? '',
      attributes: message.Attributes as unknown as SQSRecord['attributes'],
      messageAttributes: {},
      md5OfBody: message.MD5OfBody ?? '',
      eventSource: 'aws:sqs',
      eventSourceARN: queueArn(queueUrl.split('/').at(-1) ?? ''),
      awsRegion: 'us-east-1',
    }
  }

  /** Hands a message to a function, and deletes it where the function is done with it, as Lambda does. */
  async deliver(
    record: SQSRecord,
    handler: (event: SQSEvent, context: Context) => Promise<SQSBatchResponse>,
    context = encoderContext,
  ): Promise<'done' | 'retry'> {
    const { batchItemFailures } = await handler({ Records: [record] }, context)
    if (batchItemFailures.length > 0) return 'retry'
    const QueueUrl = `${this.functions.client.endpoint}/000000000000/${record.eventSourceARN.split(':').at(-1)}`
    const ReceiptHandle = record.receiptHandle
    await new SQSClient(this.functions.client).send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle }))
    return 'done'
  }

  /** The keys below `renditions/<videoId>/`. */
  async made(videoId: string): Promise<string[]> {
    const Prefix = `renditions/${videoId}/`
    const { Contents = [] } = await this.#s3.send(new ListObjectsV2Command({ Bucket: BUCKET, Prefix }))
    return Contents.map(({ Key = '' }) => Key.slice(Prefix.length))
  }

  async object(key: string): Promise<Uint8Array> {
    const { Body } = await this.#s3.send(new GetObjectCommand({ Bucket: BUCKET, Key: key }))
    return (await Body?.transformToByteArray()) ?? new Uint8Array()
  }

  async outcome(videoId: string): Promise<VideoOutcome> {
    return JSON.parse(Buffer.from(await this.object(`renditions/${videoId}/outcome.json`)).toString())
  }

  async #makeBucket(): Promise<void> {
    await this.#s3.send(new CreateBucketCommand({ Bucket: BUCKET }))
    await this.#s3.send(
      new PutBucketNotificationConfigurationCommand({
        Bucket: BUCKET,
        NotificationConfiguration: {
          QueueConfigurations: [
            notification('uploads', { prefix: 'uploads/' }),
            notification('encoded', { prefix: 'renditions/', suffix: '/outcome.json' }),
          ],
        },
      }),
    )
    // S3 says `s3:TestEvent` to each.
    for (const queue of [this.uploads, this.encoded]) await this.functions.arrived(queue)
  }
}

function notification(queue: string, filter: Record<string, string>) {
  const FilterRules = Object.entries(filter).map(([Name, Value]) => ({
    Name: Name as 'prefix' | 'suffix',
    Value,
  }))
  return {
    QueueArn: queueArn(queue),
    Events: ['s3:ObjectCreated:*' as const],
    Filter: { Key: { FilterRules } },
  }
}

/** Sends an upload's request; other headers replace its own. */
export function put(
  { url, method, headers }: VideoAnnounced['upload'],
  body: Uint8Array<ArrayBuffer>,
  changes: Record<string, string> = {},
): Promise<Response> {
  // fetch sets the length from the body, as browsers do.
  const { 'content-length': _, ...rest } = { ...headers, ...changes }
  return fetch(url, { method, headers: rest, body })
}

function answered<Body>({ statusCode, body }: APIGatewayProxyStructuredResultV2, expected: number): Body {
  expect({ statusCode, body }).toMatchObject({ statusCode: expected })
  return JSON.parse(body ?? '') as Body
}
