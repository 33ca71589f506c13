import {
  ConditionalCheckFailedException,
  DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb'
import * as z from 'zod/mini'
import { environmentVariable } from '../runtime/environment.ts'
import { sdkClient } from '../runtime/sdk-clients.ts'
import { fromItem, type Item, toItem } from '../runtime/table-items.ts'
import type { Post, PublishedPost } from './post.ts'

const dynamoDb = sdkClient(DynamoDBClient)
const table = environmentVariable('POSTS_TABLE')

/** Stores the post, or returns the existing post with its id. */
export async function keepPost(post: PublishedPost): Promise<Post> {
  const { content, ...rest } = post
  try {
    await dynamoDb.send(
      new PutItemCommand({
        TableName: table,
        Item: toItem({ ...rest, ...content }),
        ConditionExpression: 'attribute_not_exists(postId)',
      }),
    )
    return post
  } catch (error) {
    if (!(error instanceof ConditionalCheckFailedException)) throw error
    const kept = await findPost(post.postId)
    if (!kept)
      throw new Error(`The post ${post.postId} was deleted between the conditional write and the read.`)
    return kept
  }
}

export async function findPost(postId: string): Promise<Post | undefined> {
  const { Item } = await dynamoDb.send(
    new GetItemCommand({ TableName: table, Key: toItem({ postId }), ConsistentRead: true }),
  )
  return Item && postIn(Item)
}

/**
 * Marks the post as withdrawn and removes its content. The record stays, so that a repeated request does not publish it
 * again.
 *
 * @returns the remaining record; undefined if there is no such post
 */
export async function withdrawPost(postId: string, withdrawnAt: string): Promise<Post | undefined> {
  try {
    const { Attributes } = await dynamoDb.send(
      new UpdateItemCommand({
        TableName: table,
        Key: toItem({ postId }),
        UpdateExpression: 'SET withdrawnAt = if_not_exists(withdrawnAt, :now) REMOVE #title, #text, #url',
        ConditionExpression: 'attribute_exists(postId)',
        ExpressionAttributeNames: { '#title': 'title', '#text': 'text', '#url': 'url' },
        ExpressionAttributeValues: toItem({ ':now': withdrawnAt }),
        ReturnValues: 'ALL_NEW',
      }),
    )
    return Attributes && postIn(Attributes)
  } catch (error) {
    if (error instanceof ConditionalCheckFailedException) return undefined
    throw error
  }
}

/** The content is stored as separate attributes of the item. */
const postItem = z.object({
  postId: z.string(),
  authorId: z.string(),
  publishedAt: z.string(),
  fingerprint: z.string(),
  title: z.optional(z.string()),
  text: z.optional(z.string()),
  url: z.optional(z.string()),
})

function postIn(item: Item): Post {
  const { title, text, url, ...post } = fromItem(postItem, item, table)
  return { ...post, content: title && text ? { title, text, url } : undefined }
}
