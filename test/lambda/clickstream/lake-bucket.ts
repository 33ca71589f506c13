import { randomUUID } from 'node:crypto'
import { gzipSync } from 'node:zlib'
import {
  CreateBucketCommand,
  DeleteObjectCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  S3Client,
} from '@aws-sdk/client-s3'
import type { StreamRecord } from '../../../lambda/clickstream/stream-record.ts'
import type { FunctionRig } from '../function-rig.ts'

const BUCKET = 'lake'

/** What the stack tells the function of its lake. */
export const LAKE_ENVIRONMENT = {
  LAKE_BUCKET: BUCKET,
  LAKE_PREFIX: 'events/hour=',
  LAKE_RETENTION_DAYS: '365',
}

/** The lake's bucket, and Firehose's part in it. */
export class LakeBucket {
  readonly #s3: S3Client

  private constructor(s3: S3Client) {
    this.#s3 = s3
  }

  static async of({ client }: FunctionRig): Promise<LakeBucket> {
    const s3 = new S3Client({ ...client, forcePathStyle: true })
    await s3.send(new CreateBucketCommand({ Bucket: BUCKET }))
    return new LakeBucket(s3)
  }

  /** Delivers records as Firehose does: in one object, named by the first one's arrival; gives its key. */
  deliver(records: readonly Pick<StreamRecord, 'data' | 'arrivedAt'>[]): Promise<string> {
    const lines = records.map(({ data }) => Buffer.concat([data, Buffer.from('\n')]))
    return this.put(gzipSync(Buffer.concat(lines)), records[0]?.arrivedAt ?? new Date())
  }

  /** An object with these bytes, whose first record arrived at a time. */
  async put(Body: Uint8Array, arrivedAt: Date): Promise<string> {
    const [day, hour, minute, second] = arrivedAt.toISOString().split(/[T:.]/)
    const name = `clicks-1-${day}-${hour}-${minute}-${second}-${randomUUID()}.json.gz`
    return this.putAs(`events/hour=${day}-${hour}/${name}`, Body)
  }

  async putAs(Key: string, Body: Uint8Array): Promise<string> {
    await this.#s3.send(new PutObjectCommand({ Bucket: BUCKET, Key, Body }))
    return Key
  }

  async delete(Key: string): Promise<void> {
    await this.#s3.send(new DeleteObjectCommand({ Bucket: BUCKET, Key }))
  }

  async empty(): Promise<void> {
    const { Contents = [] } = await this.#s3.send(new ListObjectsV2Command({ Bucket: BUCKET }))
    for (const { Key = '' } of Contents) await this.delete(Key)
  }

  close(): void {
    this.#s3.destroy()
  }
}
