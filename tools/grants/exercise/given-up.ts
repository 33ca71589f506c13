import { randomUUID } from 'node:crypto'
import { PutObjectCommand, S3Client } from '@aws-sdk/client-s3'
import type { Stage } from './stage.ts'

/**
 * Puts a batch with good events into each bucket of those that a reader of the stream gave up, as Lambda does after an
 * outage that was too long for its retries.
 */
export async function giveUpBatches({ connection, pipelines }: Stage): Promise<void> {
  const s3 = new S3Client({ ...connection, forcePathStyle: true })
  for (const { bucket, prefix } of pipelines.notifications.filter(one =>
    one.prefix.startsWith('aws/lambda/'),
  )) {
    const now = new Date()
    const name = `shardId-000000000000/${now.toISOString().slice(0, 10).replaceAll('-', '/')}/${now.toISOString().slice(0, 19)}`
    await s3.send(
      new PutObjectCommand({
        Bucket: bucket,
        Key: `${prefix}${randomUUID()}/${name}-${randomUUID()}`,
        Body: JSON.stringify({ payload: JSON.stringify({ Records: [record(now)] }) }),
      }),
    )
  }
  s3.destroy()
}

function record(now: Date): object {
  const event = {
    specversion: '1.0',
    id: randomUUID(),
    type: 'clickstream.basket.item-added.v1',
    source: 'urn:messaging:grants',
    subject: 'tent-1',
    time: now.toISOString(),
    datacontenttype: 'application/json',
    correlationid: 'grants',
    data: { sessionId: 'grants', sku: 'tent-1', quantity: 1, customerId: 'ida' },
  }
  const data = Buffer.from(JSON.stringify(event)).toString('base64')
  const sequenceNumber = `1${String(now.getTime()).padStart(20, '0')}`
  return {
    eventID: `shardId-000000000000:${sequenceNumber}`,
    kinesis: { sequenceNumber, data, approximateArrivalTimestamp: now.getTime() / 1_000 },
  }
}
