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
import { sdkClient } from '../runtime/sdk-clients.ts'
import { fromItem, toItem } from '../runtime/table-items.ts'
import { type Conclusion, type VideoRecord, videoRecord } from './video-record.ts'

const dynamoDb = sdkClient(DynamoDBClient)
const table = environmentVariable('VIDEOS_TABLE')

/** A day is for the upload to come, and to be found by the encoder, before what was announced is forgotten. */
const AWAITED_MS = 86_400_000

/** Nobody has announced a video of this id: there is nobody to tell. */
export class UnknownVideo extends PermanentFailure {
  override readonly name = 'UnknownVideo'

  constructor(videoId: string) {
    super(`no video ${videoId} was announced, or its announcement expired before the upload came`)
  }
}

/** Writes down a video that is to be uploaded, until it expires or {@link updateVideo} removes `expiresAt`. */
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
  }
  const expiresAt = Math.floor((at.getTime() + AWAITED_MS) / 1_000)
  await dynamoDb.send(new PutItemCommand({ TableName: table, Item: toItem({ ...record, expiresAt }) }))
}

export async function findVideo(videoId: string): Promise<VideoRecord | undefined> {
  const { Item } = await dynamoDb.send(
    new GetItemCommand({ TableName: table, Key: toItem({ videoId }), ConsistentRead: true }),
  )
  return Item && fromItem(videoRecord, Item, table)
}

/** Copies an outcome into the record, if there is one still. */
export async function concludeVideo(videoId: string, conclusion: Partial<Conclusion>): Promise<boolean> {
  const fields = Object.entries(conclusion)
  return updateVideo(videoId, {
    UpdateExpression: `SET ${fields.map(([name]) => `#${name} = :${name}`).join(', ')} REMOVE expiresAt`,
    ConditionExpression: 'attribute_exists(videoId)',
    ExpressionAttributeNames: Object.fromEntries(fields.map(([name]) => [`#${name}`, name])),
    values: Object.fromEntries(fields.map(([name, value]) => [`:${name}`, value])),
  })
}

export interface VideoUpdate
  extends Pick<
    UpdateItemCommandInput,
    'UpdateExpression' | 'ConditionExpression' | 'ExpressionAttributeNames'
  > {
  /** Those of the expressions, by their names. */
  values: Record<string, unknown>
}

/** Gives whether the condition held, and so whether the record was changed. */
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
