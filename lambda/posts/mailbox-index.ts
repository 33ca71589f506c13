import {
  ConditionalCheckFailedException,
  DynamoDBClient,
  GetItemCommand,
  paginateQuery,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb'
import { mailboxKey } from '../contracts/email-address.ts'
import { chunks } from '../runtime/chunks.ts'
import { environmentVariable } from '../runtime/environment.ts'
import { sdkClient } from '../runtime/sdk-clients.ts'
import { toItem } from '../runtime/table-items.ts'
import { type Subscriber, type Subscription, unsubscribe } from './subscribers-table.ts'

const client = sdkClient(DynamoDBClient)
const table = environmentVariable('SUBSCRIBERS_TABLE')

/** Requests on their way at once. */
const AT_ONCE = 25

/**
 * Ends a subscription, and the others to the same author that have the same mailbox: a person who is subscribed under
 * two ids gets one mail, whose link must end all mail. The subscription itself comes last, so that repeating a request
 * that failed ends the others, too.
 */
export async function unsubscribeMailbox({ authorId, subscriberId }: Subscription): Promise<void> {
  const mailbox = await mailboxOf({ authorId, subscriberId })
  if (mailbox !== undefined) {
    const others = (await subscribersWith(authorId, mailbox)).filter(other => other !== subscriberId)
    await inTurns(others, other => unsubscribe({ authorId, subscriberId: other }))
  }
  await unsubscribe({ authorId, subscriberId })
}

async function mailboxOf(subscription: Subscription): Promise<string | undefined> {
  const { Item } = await client.send(
    new GetItemCommand({ TableName: table, Key: toItem(subscription), ConsistentRead: true }),
  )
  const email = Item?.email?.S
  return email === undefined ? undefined : mailboxKey(email)
}

async function subscribersWith(authorId: string, mailbox: string): Promise<string[]> {
  const query = {
    TableName: table,
    IndexName: 'by-mailbox',
    KeyConditionExpression: 'authorId = :author AND mailbox = :mailbox',
    ExpressionAttributeValues: toItem({ ':author': authorId, ':mailbox': mailbox }),
  }
  const ids: string[] = []
  for await (const { Items = [] } of paginateQuery({ client }, query)) {
    ids.push(...Items.flatMap(({ subscriberId }) => subscriberId?.S ?? []))
  }
  return ids
}

/** Puts subscribers that an earlier release stored into the index, which has only items with the attribute `mailbox`. */
export async function indexMailboxes(authorId: string, subscribers: readonly Subscriber[]): Promise<void> {
  const missing = subscribers.filter(({ isIndexed }) => !isIndexed)
  await inTurns(missing, subscriber => indexMailbox(authorId, subscriber))
}

/** Does nothing if the subscriber left or subscribed again since. */
async function indexMailbox(authorId: string, { subscriberId, mailbox }: Subscriber): Promise<void> {
  try {
    await client.send(
      new UpdateItemCommand({
        TableName: table,
        Key: toItem({ authorId, subscriberId }),
        UpdateExpression: 'SET mailbox = :mailbox',
        ConditionExpression: 'attribute_exists(email) AND attribute_not_exists(mailbox)',
        ExpressionAttributeValues: toItem({ ':mailbox': mailbox }),
      }),
    )
  } catch (error) {
    if (!(error instanceof ConditionalCheckFailedException)) throw error
  }
}

async function inTurns<Value>(
  values: readonly Value[],
  work: (value: Value) => Promise<void>,
): Promise<void> {
  for (const batch of chunks(values, AT_ONCE)) await Promise.all(batch.map(work))
}
