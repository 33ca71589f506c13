import { Duration } from 'aws-cdk-lib'
import type { Construct } from 'constructs'
import { OUTCOME, RENDITIONS, UPLOADS } from '../../lambda/contracts/video.ts'
import type { DomainBucket } from '../constructs/domain-bucket.ts'
import { DomainTable } from '../constructs/domain-table.ts'
import { GuardedQueue } from '../constructs/guarded-queue.ts'
import { QueueWorker } from '../constructs/queue-worker.ts'
import { DomainStack, type DomainStackProps } from '../domain-stack.ts'
import type { LayerContents } from '../packaging/ffmpeg-layer.ts'
import { encoderCompute, encoderEnvironment } from './encoder-compute.ts'
import { VideosApi } from './videos-api.ts'
import { grantEncoding, VideosBucket } from './videos-bucket.ts'

export interface VideoStackProps extends DomainStackProps {
  /** The mail domain's queue. */
  readonly emails: GuardedQueue
  readonly ffmpeg: LayerContents
}

/** Upload → bucket → encoder → bucket → notifier, with a queue before the encoder and the notifier. */
export class VideoStack extends DomainStack {
  readonly #bucket: DomainBucket
  readonly #videos: DomainTable

  constructor(scope: Construct, props: VideoStackProps) {
    super(scope, 'Video', props, 'Messaging: upload, encoder, notifier')
    this.#videos = new DomainTable(this, 'VideoProgress', {
      domain: this,
      key: 'videoId',
      expiry: 'expiresAt',
    })
    this.#bucket = new VideosBucket(this, 'Bucket', this, Duration.days(props.config.videoRetentionDays))
    const { url } = new VideosApi(this, 'Api', {
      domain: this,
      bucket: this.#bucket,
      videos: this.#videos,
    })
    this.output(
      'VideoApiUrl',
      url,
      'POST /videos, GET /videos/{id}; requests signed with SigV4 for execute-api',
    )
    this.output('BucketName', this.#bucket.bucketName, 'Uploads, and their renditions')
    this.output('VideosTableName', this.#videos.tableName, 'The status of each video, by its id')
    this.#addEncoder(props)
    this.#addNotifier(props, url)
  }

  #addEncoder({ config, ffmpeg }: VideoStackProps): void {
    const uploads = new GuardedQueue(this, 'Uploads', {
      domain: this,
      consumer: { function: 'video/encoder', timeout: Duration.minutes(15) },
      // A burst may wait, which is what the queue is for. A thousand short videos take less than two hours.
      alarmAtAge: Duration.hours(2),
      // Some files are not videos. Their uploaders get a mail, and the alarm waits until it looks like our own fault.
      alarmAtDeadLetters: 25,
    })
    this.#bucket.notify(uploads, { prefix: UPLOADS })
    const encoder = new QueueWorker(this, 'Encoder', {
      domain: this,
      queue: uploads,
      description: 'Encodes each uploaded video with ffmpeg',
      environment: {
        VIDEOS_TABLE: this.#videos.tableName,
        BUCKET: this.#bucket.bucketName,
        VIDEO_RETENTION_DAYS: String(config.videoRetentionDays),
        ...encoderEnvironment,
      },
      // A video needs all processors and the whole timeout.
      batchSize: 1,
      maxConcurrency: config.encoderConcurrency,
      // Some files are not videos.
      rejects: true,
      compute: encoderCompute(this, ffmpeg, config),
    })
    grantEncoding(this.#bucket, encoder)
    // A redelivered message checks whether there is an outcome.
    this.#bucket.grant(encoder, `${RENDITIONS}*${OUTCOME}`, 'GetObject')
    this.#bucket.grantList(encoder)
    this.#videos.grant(encoder, 'GetItem', 'UpdateItem')
    this.outputQueue('Uploads', uploads)
  }

  #addNotifier({ config, emails }: VideoStackProps, url: string): void {
    const encoded = new GuardedQueue(this, 'Encoded', {
      domain: this,
      consumer: { function: 'video/notifier', timeout: Duration.seconds(30) },
    })
    // The encoder writes the outcome last, when all renditions exist.
    this.#bucket.notify(encoded, { prefix: RENDITIONS, suffix: OUTCOME })
    const notifier = new QueueWorker(this, 'Notifier', {
      domain: this,
      queue: encoded,
      description: 'Requests a mail to the uploader about the outcome of the video',
      environment: {
        BUCKET: this.#bucket.bucketName,
        VIDEOS_TABLE: this.#videos.tableName,
        EMAILS_QUEUE_URL: emails.queue.queueUrl,
        VIDEOS_URL: `${url}/videos`,
      },
      maxConcurrency: config.consumerConcurrency,
    })
    this.#bucket.grant(notifier, `${RENDITIONS}*${OUTCOME}`, 'GetObject')
    this.#bucket.grantList(notifier)
    this.#videos.grant(notifier, 'GetItem', 'UpdateItem')
    emails.grantSend(notifier)
    this.outputQueue('Encoded', encoded)
  }
}
