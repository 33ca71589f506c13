import { ConditionalCheckFailedException, DynamoDBClient } from '@aws-sdk/client-dynamodb'
import {
  DynamoDBDocumentClient,
  GetCommand,
  PutCommand,
  UpdateCommand,
  type UpdateCommandInput,
} from '@aws-sdk/lib-dynamodb'
import type { AnnounceVideo } from '../contracts/videos-api.ts'
import { PermanentFailure } from '../queue/failures.ts'
import { environmentVariable } from '../runtime/environment.ts'
import { clientForDocuments } from '../runtime/sdk-clients.ts'
import type { Conclusion, VideoRecord } from './video-record.ts'

const videos = DynamoDBDocumentClient.from(clientForDocuments(DynamoDBClient))
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
  await videos.send(new PutCommand({ TableName: table, Item: { ...record, expiresAt } }))
}

export async function findVideo(videoId: string): Promise<VideoRecord | undefined> {
  const { Item } = await videos.send(
    new GetCommand({ TableName: table, Key: { videoId }, ConsistentRead: true }),
  )
  return Item as VideoRecord | undefined
}

/** Copies an outcome into the record, if there is one still. */
export async function concludeVideo(videoId: string, conclusion: Partial<Conclusion>): Promise<boolean> {
  const fields = Object.entries(conclusion)
  return updateVideo(videoId, {
    UpdateExpression: `SET ${fields.map(([name]) => `#${name} = :${name}`).join(', ')} REMOVE expiresAt`,
    ConditionExpression: 'attribute_exists(videoId)',
    ExpressionAttributeNames: Object.fromEntries(fields.map(([name]) => [`#${name}`, name])),
    ExpressionAttributeValues: Object.fromEntries(fields.map(([name, value]) => [`:${name}`, value])),
  })
}

/** Gives whether the condition held, and so whether the record was changed. */
export async function updateVideo(
  videoId: string,
  update: Omit<UpdateCommandInput, 'TableName' | 'Key'>,
): Promise<boolean> {
  try {
    await videos.send(new UpdateCommand({ TableName: table, Key: { videoId }, ...update }))
    return true
  } catch (error) {
    if (error instanceof ConditionalCheckFailedException) return false
    throw error
  }
}
