import { randomBytes, timingSafeEqual } from 'node:crypto'
import { ConditionalCheckFailedException, DynamoDBClient, UpdateItemCommand } from '@aws-sdk/client-dynamodb'
import { environmentVariable } from '../runtime/environment.ts'
import { sdkClient } from '../runtime/sdk-clients.ts'
import { toItem } from '../runtime/table-items.ts'
import type { VideoRecord } from './video-record.ts'
import { UnknownVideo } from './videos-table.ts'

const dynamoDb = sdkClient(DynamoDBClient)
const table = environmentVariable('VIDEOS_TABLE')

/** Nobody guesses 256 bits. */
const TOKEN_BYTES = 32

/**
 * The token of a video's links, the same at each call. It lets anyone who has it open the video's files, and nothing
 * else. It ends with the video's record.
 *
 * @throws UnknownVideo
 */
export async function linkTokenOf(videoId: string): Promise<string> {
  try {
    const { Attributes } = await dynamoDb.send(
      new UpdateItemCommand({
        TableName: table,
        Key: toItem({ videoId }),
        UpdateExpression: 'SET linkToken = if_not_exists(linkToken, :new)',
        ConditionExpression: 'attribute_exists(videoId)',
        ExpressionAttributeValues: toItem({ ':new': randomBytes(TOKEN_BYTES).toString('base64url') }),
        ReturnValues: 'UPDATED_NEW',
      }),
    )
    return Attributes?.linkToken?.S ?? ''
  } catch (error) {
    if (error instanceof ConditionalCheckFailedException) throw new UnknownVideo(videoId)
    throw error
  }
}

/** Compares in constant time, so that timing does not reveal how much of a token is right. */
export function opens({ linkToken }: VideoRecord, token: string): boolean {
  if (linkToken === undefined) return false
  const [expected, given] = [Buffer.from(linkToken), Buffer.from(token)]
  return expected.byteLength === given.byteLength && timingSafeEqual(expected, given)
}
