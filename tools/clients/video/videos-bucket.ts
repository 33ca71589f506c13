import { GetObjectCommand, paginateListObjectsV2, S3Client } from '@aws-sdk/client-s3'
import type { Connection } from '../connection.ts'
import { inParallel } from '../in-parallel.ts'

/** The outcome of encoding a video, and its time in ms since the epoch. */
export type Outcome = { status: 'encoded'; at: number } | { status: 'rejected'; at: number; code: string }

/** The event that the queue's encoder writes last: the record of a video's outcome. */
interface OutcomeEvent {
  type: string
  time: string
  data: { code?: string }
}

const OUTCOME = 'outcome.json'
const AT_ONCE = 16

/** The output of a video site's encoders, under `renditions/<video id>/`. */
export class VideosBucket {
  readonly #client: S3Client
  readonly #bucket: string

  constructor(connection: Connection, bucket: string) {
    this.#client = new S3Client(connection)
    this.#bucket = bucket
  }

  /** The ids of `videoIds` whose encoding has ended. */
  ended(videoIds: readonly string[]): Promise<string[]> {
    return this.having(OUTCOME, videoIds)
  }

  /** The outcomes of those of `videoIds` whose encoding has ended, by video id. */
  async outcomes(videoIds: readonly string[]): Promise<Map<string, Outcome>> {
    const ended = await this.ended(videoIds)
    const outcomes = await inParallel(ended, AT_ONCE, id => this.#outcome(id))
    return new Map(ended.map((id, index) => [id, outcomes[index] as Outcome]))
  }

  /** The ids of `videoIds` that have a file of that name. */
  async having(file: string, videoIds: readonly string[]): Promise<string[]> {
    const [first] = videoIds.toSorted()
    if (first === undefined) return []
    const wanted = new Set(videoIds)
    const having: string[] = []
    // Ids increase with time, so older videos need not be listed.
    const list = { Bucket: this.#bucket, Prefix: 'renditions/', StartAfter: `renditions/${first}` }
    for await (const { Contents = [] } of paginateListObjectsV2({ client: this.#client }, list)) {
      for (const { Key = '' } of Contents) {
        const [, id = '', name] = Key.split('/')
        if (name === file && wanted.has(id)) having.push(id)
      }
    }
    return having
  }

  async #outcome(videoId: string): Promise<Outcome> {
    const Key = `renditions/${videoId}/${OUTCOME}`
    const { Body } = await this.#client.send(new GetObjectCommand({ Bucket: this.#bucket, Key }))
    const { type, time, data } = JSON.parse((await Body?.transformToString()) ?? '') as OutcomeEvent
    const at = Date.parse(time)
    return type === 'video.video.encoded.v1'
      ? { status: 'encoded', at }
      : { status: 'rejected', at, code: data.code ?? type }
  }
}
