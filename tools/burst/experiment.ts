import type { Connection } from '../clients/connection.ts'
import { type DepthSample, QueueDepth } from '../clients/queue-depth.ts'
import { atIntervals } from './at-intervals.ts'
import { DeadLetteredVideos } from './dead-lettered-videos.ts'
import type { Work } from './drain.ts'
import { encoderWork } from './encoder-work.ts'
import { atOnce, evenly } from './load.ts'
import { untilSettled } from './settled.ts'
import { findSites, type Sites } from './site.ts'
import type { Run } from './tally.ts'
import type { Upload } from './upload.ts'

const BASELINE = { uploads: 10, periodMs: 60_000 }
/** The encoder makes one of every video, whatever its size. */
const POSTER = 'poster.jpg'

export interface ExperimentOptions {
  stage: string
  /** How many uploads to send at once. */
  videos: number
  connections: number
  /** In ms since the epoch: uploads that have not ended by then are given up. */
  deadline: number
}

/** A run, with the samples of its queue. */
export interface QueueRun extends Run {
  depth: readonly DepthSample[]
  /** The work of the encoders on its videos. */
  work: readonly Work[]
}

export interface Results {
  baseline: { synchronous: Run; queue: Run }
  burst: { synchronous: Run; queue: QueueRun }
  /** How many videos each shape encodes at a time. */
  encoders: number
}

/** Puts the same load on both shapes of a video site: a few uploads per minute, then many at once. */
export class Experiment {
  readonly #connection: Connection
  readonly #options: ExperimentOptions
  readonly #sites: Sites
  readonly #report: (line: string) => void

  private constructor(
    connection: Connection,
    options: ExperimentOptions,
    sites: Sites,
    report: (line: string) => void,
  ) {
    this.#connection = connection
    this.#options = options
    this.#sites = sites
    this.#report = report
  }

  /** @param clip the MP4 to upload */
  static async run(
    connection: Connection,
    options: ExperimentOptions,
    clip: Buffer,
    report: (line: string) => void,
  ): Promise<Results> {
    const sites = await findSites(connection, options.stage, clip)
    const experiment = new Experiment(connection, options, sites, report)
    const baseline = await experiment.#baseline()
    const synchronous = await experiment.#synchronousBurst()
    const queue = await experiment.#queueBurst()
    return { baseline, burst: { synchronous, queue }, encoders: sites.encoders }
  }

  /** Runs both shapes at the same time, alternately. */
  async #baseline(): Promise<Results['baseline']> {
    const { uploads, periodMs } = BASELINE
    this.#report(`baseline: ${uploads} uploads to each shape, over a minute…`)
    const { synchronous, queue } = this.#sites
    const turn = periodMs / uploads / 2
    const depth = this.#watchQueue(() => {})
    const [waited, queued] = await Promise.all([
      evenly(synchronous.shape, { ...BASELINE, startsAfterMs: 0 }),
      evenly(queue.shape, { ...BASELINE, startsAfterMs: turn }),
    ])
    this.#report('baseline: waiting for the last video to be encoded…')
    return {
      synchronous: await this.#synchronousRun(waited),
      queue: await this.#queueRun(queued, depth),
    }
  }

  async #synchronousBurst(): Promise<Run> {
    const { videos } = this.#options
    const watch = atIntervals((done: number) =>
      this.#report(`synchronous: ${done} of ${videos} uploads answered…`),
    )
    const uploads = await atOnce(this.#sites.synchronous.shape, this.#burst, watch)
    return this.#synchronousRun(uploads)
  }

  async #queueBurst(): Promise<QueueRun> {
    const since = new Date()
    const { videos } = this.#options
    let taken = 0
    const depth = this.#watchQueue(({ waiting, inFlight }) =>
      this.#report(
        `queue: ${taken} of ${videos} uploads answered; ${waiting} wait, ${inFlight} are being encoded…`,
      ),
    )
    const uploads = await atOnce(this.#sites.queue.shape, this.#burst, done => {
      taken = done
    })
    const run = await this.#queueRun(uploads, depth)
    this.#report("queue: reading the encoders' log…")
    const work = await encoderWork(this.#connection, this.#options.stage, since, new Set(run.outcomes.keys()))
    return { ...run, depth: depth.samples, work }
  }

  get #burst() {
    const { videos, connections, deadline } = this.#options
    return { uploads: videos, connections, deadline }
  }

  #watchQueue(watch: (sample: DepthSample) => void): QueueDepth {
    return new QueueDepth(this.#connection, this.#sites.queue.queueUrl, watch)
  }

  /** Nothing happens after the uploads are answered; checks that the videos reported as encoded exist. */
  async #synchronousRun(uploads: readonly Upload[]): Promise<Run> {
    const made = new Set(await this.#sites.synchronous.bucket.having(POSTER, acceptedIds(uploads)))
    const outcomes = new Map(
      uploads.flatMap(({ videoId = '', outcome }) =>
        outcome && made.has(videoId) ? [[videoId, outcome] as const] : [],
      ),
    )
    return { uploads, outcomes, deadLettered: new Set(), givenUp: false }
  }

  async #queueRun(uploads: readonly Upload[], depth: QueueDepth): Promise<Run> {
    const { bucket, deadLetterQueueUrl } = this.#sites.queue
    const deadLetters = new DeadLetteredVideos(this.#connection, deadLetterQueueUrl)
    const videoIds = acceptedIds(uploads)
    const { deadline } = this.#options
    try {
      const givenUp = await untilSettled({ videoIds, bucket, deadLetters, depth, deadline })
      return { uploads, outcomes: await bucket.outcomes(videoIds), deadLettered: deadLetters.ids, givenUp }
    } finally {
      await depth.stop()
    }
  }
}

function acceptedIds(uploads: readonly Upload[]): string[] {
  return uploads.flatMap(({ videoId, failure }) => (failure === undefined ? (videoId ?? []) : []))
}
