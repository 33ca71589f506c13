import { SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs'
import type { Stage } from './stage.ts'

const NOBODYS_ID = '01900000-0000-7000-8000-000000000000'

/** Tells each consumer of S3's notifications of an object that is not there: learning that takes a permission, too. */
export async function notifyOfMissingObjects({ connection, pipelines }: Stage): Promise<void> {
  const sqs = new SQSClient(connection)
  for (const { bucket, queueArn, prefix, suffix } of pipelines.notifications) {
    const queue = pipelines.queues.find(({ arn }) => arn === queueArn)
    const MessageBody = notificationOf(bucket, `${prefix}${NOBODYS_ID}${suffix}`)
    await sqs.send(new SendMessageCommand({ QueueUrl: queue?.url, MessageBody }))
  }
  sqs.destroy()
}

/** What S3 sends of an object, as far as consumers read it. */
export function notificationOf(bucket: string, key: string): string {
  const object = { key: encodeURIComponent(key), size: 1, eTag: 'e' }
  const s3 = { bucket: { name: bucket }, object }
  return JSON.stringify({
    Records: [{ eventVersion: '2.1', eventSource: 'aws:s3', eventName: 'ObjectCreated:Put', s3 }],
  })
}
