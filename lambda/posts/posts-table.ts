import {
  type AttributeValue,
  ConditionalCheckFailedException,
  DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb'
import { environmentVariable } from '../runtime/environment.ts'
import { sdkClient } from '../runtime/sdk-clients.ts'
import type { Post, PublishedPost } from './post.ts'

const dynamoDb = sdkClient(DynamoDBClient)
const table = environmentVariable('POSTS_TABLE')

/** Writes the post, unless there is one under its id already: then gives that one back. */
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
      throw new Error(`The post ${post.postId} was deleted between the write that found it and the read.`)
    return kept
  }
}

export async function findPost(postId: string): Promise<Post | undefined> {
  const { Item } = await dynamoDb.send(
    new GetItemCommand({ TableName: table, Key: { postId: { S: postId } }, ConsistentRead: true }),
  )
  return Item && fromItem(Item)
}

/**
 * Marks the post as withdrawn and takes its content away. What is left keeps a repeated request from publishing it
 * again.
 *
 * @returns what is left of it; undefined where there is no such post
 */
export async function withdrawPost(postId: string, withdrawnAt: string): Promise<Post | undefined> {
  try {
    const { Attributes } = await dynamoDb.send(
      new UpdateItemCommand({
        TableName: table,
        Key: { postId: { S: postId } },
        UpdateExpression: 'SET withdrawnAt = if_not_exists(withdrawnAt, :now) REMOVE #title, #text, #url',
        ConditionExpression: 'attribute_exists(postId)',
        ExpressionAttributeNames: { '#title': 'title', '#text': 'text', '#url': 'url' },
        ExpressionAttributeValues: { ':now': { S: withdrawnAt } },
        ReturnValues: 'ALL_NEW',
      }),
    )
    return Attributes && fromItem(Attributes)
  } catch (error) {
    if (error instanceof ConditionalCheckFailedException) return undefined
    throw error
  }
}

function toItem(fields: Record<string, string | undefined>): Record<string, AttributeValue> {
  return Object.fromEntries(
    Object.entries(fields).flatMap(([name, value]) => (value === undefined ? [] : [[name, { S: value }]])),
  )
}

function fromItem(item: Record<string, AttributeValue>): Post {
  const { title, text, url } = item
  return {
    postId: required(item, 'postId'),
    authorId: required(item, 'authorId'),
    publishedAt: required(item, 'publishedAt'),
    fingerprint: required(item, 'fingerprint'),
    content: title?.S && text?.S ? { title: title.S, text: text.S, url: url?.S } : undefined,
  }
}

function required(item: Record<string, AttributeValue>, name: string): string {
  const value = item[name]?.S
  if (value === undefined) throw new Error(`An item of ${table} has no text in ${name}.`)
  return value
}
