import { DeleteObjectCommand, ListObjectsV2Command, S3Client } from '@aws-sdk/client-s3'
import { SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs'
import type { VideoResult } from '../../demo/video/run.ts'
import { notificationOf } from './missing-objects.ts'
import type { Stage } from './stage.ts'

/** Opens the links in the mail about an encoded video, also after a file is gone; and announces the upload again. */
export async function openLinks(stage: Stage, { encoded, mail }: VideoResult): Promise<void> {
  const links = [...new Set(mail?.text?.match(/http\S+\/files\/\S+/g) ?? [])]
  for (const link of links) {
    for (const method of ['HEAD', 'GET']) await fetch(link, { method })
  }
  const s3 = new S3Client({ ...stage.connection, forcePathStyle: true })
  const Bucket = (await stage.outputs('Video'))('BucketName')
  const { Contents = [] } = await s3.send(new ListObjectsV2Command({ Bucket }))
  const keys = Contents.flatMap(({ Key = '' }) => Key).filter(key => key.includes(encoded.videoId))
  await announceAgain(stage, Bucket, keys)
  for (const Key of keys.filter(key => key.startsWith('renditions/'))) {
    await s3.send(new DeleteObjectCommand({ Bucket, Key }))
  }
  for (const link of links) await fetch(link)
  s3.destroy()
}

/** S3 may send a notification more than once. */
async function announceAgain(
  { connection, pipelines }: Stage,
  bucket: string,
  keys: readonly string[],
): Promise<void> {
  const sqs = new SQSClient(connection)
  for (const { queueArn, prefix } of pipelines.notifications.filter(one => one.bucket === bucket)) {
    const queue = pipelines.queues.find(({ arn }) => arn === queueArn)
    const key = keys.find(each => each.startsWith(prefix))
    if (key === undefined) continue
    const MessageBody = notificationOf(bucket, key)
    await sqs.send(new SendMessageCommand({ QueueUrl: queue?.url, MessageBody }))
  }
  sqs.destroy()
}
