import { GetBucketNotificationConfigurationCommand, S3Client } from '@aws-sdk/client-s3'
import type { Connection } from '../connection.ts'
import { inParallel } from '../in-parallel.ts'

const AT_ONCE = 4

/** What a bucket tells a queue of. */
export interface Notification {
  readonly bucket: string
  readonly queueArn: string
  /** `s3:ObjectCreated:*` */
  readonly events: readonly string[]
  /** How the keys of the objects begin and end. */
  readonly prefix: string
  readonly suffix: string
}

export async function bucketNotifications(
  connection: Connection,
  buckets: readonly string[],
): Promise<Notification[]> {
  const client = new S3Client({ ...connection, forcePathStyle: connection.endpoint !== undefined })
  const found = await inParallel(buckets, AT_ONCE, async Bucket => {
    const { QueueConfigurations = [] } = await client.send(
      new GetBucketNotificationConfigurationCommand({ Bucket }),
    )
    return QueueConfigurations.map(({ QueueArn = '', Events = [], Filter }) => {
      const rules = Filter?.Key?.FilterRules ?? []
      const rule = (name: string) => rules.find(({ Name }) => Name?.toLowerCase() === name)?.Value ?? ''
      return {
        bucket: Bucket,
        queueArn: QueueArn,
        events: Events,
        prefix: rule('prefix'),
        suffix: rule('suffix'),
      }
    })
  })
  return found.flat()
}
