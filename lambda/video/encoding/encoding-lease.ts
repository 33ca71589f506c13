import { HeartbeatLost } from '../../queue/heartbeat.ts'
import { RetryLater } from '../../queue/retry-later.ts'
import { expiryAfter } from '../video-lifetime.ts'
import { findVideo, UnknownVideo, updateVideo } from '../videos-table.ts'

/** The longest run of a function, after which another encoding has ended. */
const LONGEST_ENCODING_SECONDS = 900

/** Another delivery is encoding the video. If it fails, its message comes back to the queue. */
export class EncodedElsewhere extends RetryLater {
  override readonly name = 'EncodedElsewhere'

  constructor(videoId: string) {
    super(`another delivery is encoding the video ${videoId}`, LONGEST_ENCODING_SECONDS)
  }
}

/** The delivery that encodes. */
export interface LeaseHolder {
  messageId: string
  receiveCount: number
}

const HELD_BY_ME = 'leaseMessageId = :messageId AND leaseReceiveCount = :receiveCount'

/**
 * A temporary right to encode a video, so that two deliveries do not work on it at the same time.
 *
 * It is renewed together with the message's visibility timeout and lasts as long. If a message comes back, its holder
 * is gone, so a later delivery of the same message takes the lease over without waiting.
 */
export class EncodingLease {
  readonly #videoId: string
  readonly #holder: LeaseHolder
  readonly #seconds: number

  private constructor(videoId: string, holder: LeaseHolder, seconds: number) {
    this.#videoId = videoId
    this.#holder = holder
    this.#seconds = seconds
  }

  /**
   * @throws EncodedElsewhere
   * @throws UnknownVideo
   */
  static async take(videoId: string, holder: LeaseHolder, seconds: number): Promise<EncodingLease> {
    const lease = new EncodingLease(videoId, holder, seconds)
    if (await lease.#take()) return lease
    if ((await findVideo(videoId)) === undefined) throw new UnknownVideo(videoId)
    throw new EncodedElsewhere(videoId)
  }

  /** @throws HeartbeatLost if a later delivery has taken it over */
  async renew(): Promise<void> {
    await this.#change('SET leaseEndsAt = :endsAt', { ':endsAt': this.#endsAt })
  }

  /**
   * @param progress per cent
   * @throws HeartbeatLost if a later delivery has taken it over
   */
  async report(progress: number): Promise<void> {
    await this.#change('SET progress = :progress, updatedAt = :at', {
      ':progress': progress,
      ':at': new Date().toISOString(),
    })
  }

  /** Releases the video for the next delivery. */
  async release(): Promise<void> {
    await updateVideo(this.#videoId, {
      UpdateExpression: 'REMOVE leaseMessageId, leaseReceiveCount, leaseEndsAt',
      ConditionExpression: HELD_BY_ME,
      values: this.#me,
    })
  }

  #take(): Promise<boolean> {
    const now = new Date()
    return updateVideo(this.#videoId, {
      UpdateExpression:
        'SET leaseMessageId = :messageId, leaseReceiveCount = :receiveCount, leaseEndsAt = :endsAt, ' +
        '#status = :encoding, progress = :none, updatedAt = :at, expiresAt = :expiresAt',
      ConditionExpression:
        'attribute_exists(videoId) AND (attribute_not_exists(leaseEndsAt) OR leaseEndsAt < :now ' +
        'OR (leaseMessageId = :messageId AND leaseReceiveCount < :receiveCount))',
      ExpressionAttributeNames: { '#status': 'status' },
      values: {
        ...this.#me,
        ':endsAt': this.#endsAt,
        ':now': now.getTime(),
        ':at': now.toISOString(),
        ':expiresAt': expiryAfter(now),
        ':encoding': 'encoding',
        ':none': 0,
      },
    })
  }

  async #change(UpdateExpression: string, values: Record<string, unknown>): Promise<void> {
    const held = await updateVideo(this.#videoId, {
      UpdateExpression,
      ConditionExpression: HELD_BY_ME,
      values: { ...this.#me, ...values },
    })
    if (!held) throw new HeartbeatLost(`another delivery has taken over the video ${this.#videoId}`)
  }

  get #me(): Record<string, unknown> {
    return { ':messageId': this.#holder.messageId, ':receiveCount': this.#holder.receiveCount }
  }

  get #endsAt(): number {
    return Date.now() + this.#seconds * 1_000
  }
}
