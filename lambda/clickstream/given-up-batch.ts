import { GetObjectCommand, NoSuchKey, PutObjectCommand, S3Client } from '@aws-sdk/client-s3'
import * as z from 'zod/mini'
import { ContractViolation, PermanentFailure } from '../queue/failures.ts'
import { listed, parseJson } from '../queue/message.ts'
import type { NotifiedObject } from '../queue/s3-notification.ts'
import { environmentVariable } from '../runtime/environment.ts'
import { sdkClient } from '../runtime/sdk-clients.ts'
import { deliveredRecordOf, type StreamRecord, streamRecordOf } from './stream-record.ts'

const s3 = sdkClient(S3Client)
const givenUpBucket = environmentVariable('GIVEN_UP_BUCKET')

/** A payload has at most 6 MB; as JSON text in Lambda's document, it is less than twice as long. */
const MAXIMUM_BYTES = 16 * 1024 * 1024
/** The largest batch: "BatchSize … Maximum value of 10000" (Lambda, CreateEventSourceMapping). */
const MAXIMUM_RECORDS = 10_000

/** The needed part of Lambda's document in the bucket: the function's event, as JSON text. */
const document = z.object({ payload: z.string() })

const streamEvent = z.object({
  Records: z
    .array(
      z.object({
        eventID: z.string().check(z.regex(/^shardId-\d{12}:\d{1,128}$/)),
        kinesis: z.object({
          sequenceNumber: z.string().check(z.regex(/^\d{1,128}$/)),
          data: z.string(),
          approximateArrivalTimestamp: z.number(),
        }),
      }),
    )
    .check(z.minLength(1), z.maxLength(MAXIMUM_RECORDS)),
})

/**
 * Where a reader puts what a later release takes: below the prefix of Lambda's own objects, so that the queue is told of
 * it, and it expires like them.
 */
const NOT_THIS_RELEASE = 'aws/lambda/not-this-release/'

/** The object of a notification does not exist: it was deleted, or it expired. */
export class BatchGone extends PermanentFailure {
  override readonly name = 'BatchGone'

  constructor(key: string) {
    super(`there is no object ${key} any more`)
  }
}

/** The notification is from another bucket than the one for given-up batches. */
export class ForeignObject extends PermanentFailure {
  override readonly name = 'ForeignObject'

  constructor() {
    super('the object is not in the bucket of given-up batches')
  }
}

/**
 * Reads the records of a batch that Lambda gave up and put into the bucket.
 *
 * @throws PermanentFailure for an object that does not exist or is not such a batch; the client's errors
 * @see https://docs.aws.amazon.com/lambda/latest/dg/kinesis-on-failure-destination.html
 */
export async function readGivenUpBatch({ bucket, key }: NotifiedObject): Promise<StreamRecord[]> {
  if (bucket !== givenUpBucket) throw new ForeignObject()
  const { payload } = checked(document, await contentOf(key), "Lambda's document of a batch")
  const { Records } = checked(streamEvent, payload, 'an event of a stream')
  return Records.map(streamRecordOf)
}

/**
 * Puts records that a later release takes into the bucket, in the form of Lambda's document. The same records give the
 * same object, so a repeated call leaves no second one.
 *
 * @param records at least one, of one shard, in order
 * @returns the object's key
 * @throws the client's errors
 */
export async function giveUpForRelease(records: readonly StreamRecord[]): Promise<string> {
  const [first, last] = [records[0], records.at(-1)] as [StreamRecord, StreamRecord]
  const { shardId, sequenceNumber: startSequenceNumber } = first
  const { sequenceNumber: endSequenceNumber } = last
  const Key = `${NOT_THIS_RELEASE}${shardId}/${startSequenceNumber}-${endSequenceNumber}`
  const Body = JSON.stringify({
    requestContext: { condition: 'NotThisRelease' },
    KinesisBatchInfo: { shardId, startSequenceNumber, endSequenceNumber, batchSize: records.length },
    payload: JSON.stringify({ Records: records.map(deliveredRecordOf) }),
  })
  await s3.send(new PutObjectCommand({ Bucket: givenUpBucket, Key, Body }))
  return Key
}

/** @throws PermanentFailure */
function checked<Schema extends z.ZodMiniType>(schema: Schema, text: string, what: string): z.infer<Schema> {
  const { data, error } = schema.safeParse(parseJson(text))
  if (error) throw new ContractViolation(`the object is not ${what}: ${listed(error)}`)
  return data as z.infer<Schema>
}

async function contentOf(key: string): Promise<string> {
  const { Body, ContentLength = 0 } = await found(key)
  if (ContentLength > MAXIMUM_BYTES) {
    await Body?.transformToWebStream().cancel()
    throw new ContractViolation(`the object has ${ContentLength} bytes; a batch has at most ${MAXIMUM_BYTES}`)
  }
  return (await Body?.transformToString()) ?? ''
}

async function found(key: string) {
  try {
    return await s3.send(new GetObjectCommand({ Bucket: givenUpBucket, Key: key }))
  } catch (error) {
    throw error instanceof NoSuchKey ? new BatchGone(key) : error
  }
}
