import { DeleteItemCommand, DynamoDBClient, PutItemCommand, QueryCommand } from '@aws-sdk/client-dynamodb'
import { emailAddress, mailboxKey } from '../contracts/email-address.ts'
import { subscriberId as subscriberIdContract } from '../contracts/post.ts'
import { environmentVariable } from '../runtime/environment.ts'
import { logger } from '../runtime/logger.ts'
import { sdkClient } from '../runtime/sdk-clients.ts'
import { type Item, toItem } from '../runtime/table-items.ts'

const dynamoDb = sdkClient(DynamoDBClient)
const table = environmentVariable('SUBSCRIBERS_TABLE')

/** A subscriber's subscription to an author. */
export interface Subscription {
  authorId: string
  subscriberId: string
}

export interface Subscriber {
  subscriberId: string
  email: string
  /** What all spellings of the address have in common. */
  mailbox: string
  /** Whether the item has its mailbox, as those of earlier releases do not. */
  isIndexed: boolean
}

/** A page of an author's subscribers, in the order of their ids. */
export interface SubscriberPage {
  subscribers: Subscriber[]
  /** The subscriber after whom the next page begins; undefined if there is none. */
  last: string | undefined
}

/** Stores the subscription with an address, and replaces an earlier address. */
export async function subscribe({ authorId, subscriberId }: Subscription, email: string): Promise<void> {
  const Item = toItem({ authorId, subscriberId, email, mailbox: mailboxKey(email) })
  await dynamoDb.send(new PutItemCommand({ TableName: table, Item }))
}

/** Does nothing if there is no such subscription. */
export async function unsubscribe({ authorId, subscriberId }: Subscription): Promise<void> {
  await dynamoDb.send(new DeleteItemCommand({ TableName: table, Key: toItem({ authorId, subscriberId }) }))
}

/**
 * @param after the subscriber after whom the page begins, who may have unsubscribed; undefined for the first page
 * @param size the most subscribers; fewer if they exceed the 1 MB of a query
 */
export async function subscriberPage(
  authorId: string,
  after: string | undefined,
  size: number,
): Promise<SubscriberPage> {
  const { Items = [], LastEvaluatedKey } = await dynamoDb.send(
    new QueryCommand({
      TableName: table,
      KeyConditionExpression: 'authorId = :author',
      ExpressionAttributeValues: toItem({ ':author': authorId }),
      ProjectionExpression: 'subscriberId, email, mailbox',
      ExclusiveStartKey: after === undefined ? undefined : toItem({ authorId, subscriberId: after }),
      Limit: size,
      ConsistentRead: true,
    }),
  )
  return { subscribers: Items.flatMap(subscriberIn), last: LastEvaluatedKey?.subscriberId?.S }
}

/** Skips an invalid item, which this application cannot have written, and logs it; the others still get their mail. */
function subscriberIn(item: Item): Subscriber[] {
  const subscriberId = subscriberIdContract.safeParse(item.subscriberId?.S)
  const email = emailAddress.safeParse(item.email?.S)
  if (subscriberId.success && email.success) {
    const mailbox = mailboxKey(email.data)
    const isIndexed = item.mailbox !== undefined
    return [{ subscriberId: subscriberId.data, email: email.data, mailbox, isIndexed }]
  }
  logger.warn(`a subscriber in ${table} has no valid id or address and is skipped`, {
    subscriberId: subscriberId.data,
  })
  return []
}
