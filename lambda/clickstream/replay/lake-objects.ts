import { GetObjectCommand, ListObjectsV2Command, S3Client, S3ServiceException } from '@aws-sdk/client-s3'
import { sdkClient } from '../../runtime/sdk-clients.ts'
import { ReplayRefused } from './refused.ts'

const s3 = sdkClient(S3Client)
const HOUR_MS = 3_600_000

/** The stage's lake. */
interface Lake {
  readonly bucket: string
  /** Before the hour of arrival in the keys of objects: `events/hour=`. */
  readonly prefix: string
  readonly retentionMs: number
}

/** @throws ReplayRefused if the stage has no lake */
export function lake(): Lake {
  const { LAKE_BUCKET: bucket, LAKE_PREFIX: prefix, LAKE_RETENTION_DAYS: days } = process.env
  if (bucket && prefix && days) return { bucket, prefix, retentionMs: Number(days) * 24 * HOUR_MS }
  throw new ReplayRefused(
    'This stage has no lake: deploy one with its stack, or replay from the stream with --source stream.',
  )
}

export function hasLake(): boolean {
  return Boolean(process.env.LAKE_BUCKET)
}

/** An object of the lake. */
export interface LakeObject {
  readonly key: string
  /** About when its first record arrived; the others follow within minutes. */
  readonly arrivedAt: Date
}

/** The first object of the lake since an hour of arrival. */
export async function firstObject(): Promise<LakeObject | undefined> {
  for await (const object of objectsAfter(lake().prefix)) return object
  return undefined
}

/** The key before those of all objects of the hour of a time. */
export function keyBeforeHourOf(time: Date): string {
  return lake().prefix + hourText(time)
}

/** The objects after a key, in the order of their arrival: keys begin with the hour, and the names are by time. */
export async function* objectsAfter(StartAfter: string): AsyncGenerator<LakeObject> {
  const { bucket, prefix } = lake()
  let ContinuationToken: string | undefined
  do {
    const page = await s3.send(
      new ListObjectsV2Command({ Bucket: bucket, Prefix: prefix, StartAfter, ContinuationToken }),
    )
    for (const { Key = '' } of page.Contents ?? []) {
      const object = lakeObject(Key)
      if (object) yield object
    }
    ContinuationToken = page.NextContinuationToken
  } while (ContinuationToken)
}

/** Compressed bytes of an object per request. Little is in memory, and no connection stays open while events are counted. */
const RANGE_BYTES = 4 * 1024 * 1024

/**
 * The bytes of an object.
 *
 * @throws ObjectGone; the client's errors
 */
export async function* bytesOf(key: string): AsyncGenerator<Uint8Array> {
  for (let start = 0, size = 1; start < size; start += RANGE_BYTES) {
    const range = await rangeOf(key, start)
    if (!range) return
    size = range.size
    yield range.bytes
  }
}

/** Somebody deleted the object, or it expired. */
export class ObjectGone extends Error {
  override readonly name = 'ObjectGone'
}

/** @returns undefined for an object without bytes */
async function rangeOf(key: string, start: number): Promise<{ bytes: Uint8Array; size: number } | undefined> {
  try {
    const Range = `bytes=${start}-${start + RANGE_BYTES - 1}`
    const { Body, ContentRange = '' } = await s3.send(
      new GetObjectCommand({ Bucket: lake().bucket, Key: key, Range }),
    )
    const bytes = (await Body?.transformToByteArray()) ?? new Uint8Array()
    return { bytes, size: Number(/\/(\d+)$/.exec(ContentRange)?.[1] ?? bytes.length) }
  } catch (error) {
    if (!(error instanceof S3ServiceException)) throw error
    if (error.name === 'InvalidRange') return undefined
    // S3 returns 403 for an object that does not exist, because the function may list by prefix only.
    if ([403, 404].includes(error.$metadata.httpStatusCode ?? 0) && !(await exists(key)))
      throw new ObjectGone(`${key} was listed, and does not exist any more`)
    throw error
  }
}

async function exists(key: string): Promise<boolean> {
  const { Contents = [] } = await s3.send(
    new ListObjectsV2Command({ Bucket: lake().bucket, Prefix: key, MaxKeys: 1 }),
  )
  return Contents[0]?.Key === key
}

/** Firehose ends names with the arrival of the first record and a UUID (Firehose, S3 object name format). */
const NAME = /-(\d{4}-\d{2}-\d{2})-(\d{2})-(\d{2})-(\d{2})-[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}\b[^/]*$/
const HOUR = /^(\d{4}-\d{2}-\d{2})-(\d{2})\/[^/]/

/**
 * The object of a key, which tells when its first record arrived: to the second if it has a name of Firehose, otherwise
 * the hour. Undefined for what is in no hour.
 */
export function lakeObject(key: string): LakeObject | undefined {
  const [, day, hour] = HOUR.exec(key.slice(lake().prefix.length)) ?? []
  const [, nameDay, nameHour, minute, second] = NAME.exec(key) ?? []
  const time = day && nameDay ? `${nameDay}T${nameHour}:${minute}:${second}Z` : `${day}T${hour}:00:00Z`
  const arrivedAt = new Date(time)
  return Number.isNaN(arrivedAt.getTime()) ? undefined : { key, arrivedAt }
}

function hourText(time: Date): string {
  return time.toISOString().slice(0, 13).replace('T', '-')
}
