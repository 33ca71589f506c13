import {
  ConditionalCheckFailedException,
  DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
  UpdateItemCommand,
  type UpdateItemCommandInput,
} from '@aws-sdk/client-dynamodb'
import type { AnnounceVideo } from '../contracts/videos-api.ts'
import { PermanentFailure } from '../queue/failures.ts'
import { environmentVariable } from '../runtime/environment.ts'
import { presentTrace } from '../runtime/hop.ts'
import { sdkClient } from '../runtime/sdk-clients.ts'
import { fromItem, isExpired, toItem } from '../runtime/table-items.ts'
import { traceAttributes } from '../runtime/trace-context.ts'
import { type VideoRecord, videoRecord } from './video-record.ts'

const dynamoDb = sdkClient(DynamoDBClient)
const table = environmentVariable('VIDEOS_TABLE')

/** The upload must arrive and reach the encoder within a day; then the announcement expires. */
const AWAITED_MS = 86_400_000

/** No video with this id was announced, so there is no uploader to notify. */
export class UnknownVideo extends PermanentFailure {
  override readonly name = 'UnknownVideo'

  constructor(videoId: string) {
    super(`no video ${videoId} was announced, or its announcement expired before the upload`)
  }
}

/** Stores an announced video. It expires unless an encoder begins with it, which sets another `expiresAt`. */
export async function rememberVideo(videoId: string, announced: AnnounceVideo, at: Date): Promise<void> {
  const { title, uploaderEmail, contentType, contentLength } = announced
  const record: VideoRecord = {
    videoId,
    title,
    uploaderEmail,
    contentType,
    contentLength,
    status: 'awaiting-upload',
    progress: 0,
    createdAt: at.toISOString(),
    updatedAt: at.toISOString(),
    ...traceAttributes(presentTrace(videoId), videoId),
  }
  const expiresAt = Math.floor((at.getTime() + AWAITED_MS) / 1_000)
  await dynamoDb.send(new PutItemCommand({ TableName: table, Item: toItem({ ...record, expiresAt }) }))
}

/** Undefined for an expired record, too: DynamoDB deletes those "within a few days" (Developer Guide, TTL). */
export async function findVideo(videoId: string): Promise<VideoRecord | undefined> {
  const { Item } = await dynamoDb.send(
    new GetItemCommand({ TableName: table, Key: toItem({ videoId }), ConsistentRead: true }),
  )
  return Item && !isExpired(Item) ? fromItem(videoRecord, Item, table) : undefined
}

export interface VideoUpdate
  extends Pick<
    UpdateItemCommandInput,
    'UpdateExpression' | 'ConditionExpression' | 'ExpressionAttributeNames'
  > {
  /** The values in the expressions, by name. */
  values: Record<string, unknown>
}

/** @returns whether the condition held and the record was changed */
export async function updateVideo(videoId: string, { values, ...update }: VideoUpdate): Promise<boolean> {
  const Key = toItem({ videoId })
  try {
    await dynamoDb.send(
      new UpdateItemCommand({ TableName: table, Key, ...update, ExpressionAttributeValues: toItem(values) }),
    )
    return true
  } catch (error) {
    if (error instanceof ConditionalCheckFailedException) return false
    throw error
  }
}
