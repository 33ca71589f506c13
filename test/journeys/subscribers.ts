import { BatchWriteItemCommand, DynamoDBClient } from '@aws-sdk/client-dynamodb'
import type { Clock } from '@messaging-on-aws/local-aws'
import type { Messaging } from './messaging.ts'

/** "BatchWriteItem … up to 25 item put or delete operations" (DynamoDB). */
const MOST_WRITTEN = 25

/** Writes the subscribers of an author into their table, past the API, which takes them one by one. */
export async function writeSubscribers(
  messaging: Messaging<Clock>,
  authorId: string,
  emails: readonly string[],
): Promise<void> {
  const TableName = (await messaging.outputs('Posts'))('SubscribersTableName')
  const items = emails.map(email => ({
    PutRequest: {
      Item: { authorId: { S: authorId }, subscriberId: { S: email.replace('@', '.') }, email: { S: email } },
    },
  }))
  const client = new DynamoDBClient(messaging.connection)
  for (let written = 0; written < items.length; written += MOST_WRITTEN) {
    const RequestItems = { [TableName]: items.slice(written, written + MOST_WRITTEN) }
    await client.send(new BatchWriteItemCommand({ RequestItems }))
  }
  client.destroy()
}
