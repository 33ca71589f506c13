import {
  BatchGetItemCommand,
  ConditionalCheckFailedException,
  DynamoDBClient,
  PutItemCommand,
} from '@aws-sdk/client-dynamodb'
import { mailboxKey } from '../contracts/email-address.ts'
import { environmentVariable } from '../runtime/environment.ts'
import { sdkClient } from '../runtime/sdk-clients.ts'
import { Unavailable } from '../runtime/unavailable.ts'

const dynamoDb = sdkClient(DynamoDBClient)
const table = environmentVariable('SUPPRESSION_TABLE')

/** Why an address gets no more mail. */
export interface Suppression {
  address: string
  reason: 'bounce' | 'complaint'
  /** SES's subtype; `none` if SES names none. */
  detail: string
  /** When it happened: ISO 8601 in UTC with milliseconds, so that times can be compared as strings. */
  at: string
  /** SES's id of the mail that bounced or caused the complaint. */
  sesMessageId: string
}

/** Records a suppression, unless the same or a later one is recorded already. */
export async function suppress({ address, reason, detail, at, sesMessageId }: Suppression): Promise<void> {
  try {
    await dynamoDb.send(
      new PutItemCommand({
        TableName: table,
        Item: {
          ...keyOf(address),
          reason: { S: reason },
          detail: { S: detail },
          at: { S: at },
          sesMessageId: { S: sesMessageId },
        },
        ConditionExpression: 'attribute_not_exists(#address) OR #at < :at',
        ExpressionAttributeNames: { '#address': 'address', '#at': 'at' },
        ExpressionAttributeValues: { ':at': { S: at } },
      }),
    )
  } catch (error) {
    if (!(error instanceof ConditionalCheckFailedException)) throw error
  }
}

/**
 * The reasons why addresses get no mail, by their {@link mailboxKey}; addresses that get mail are left out.
 *
 * @param addresses 1 to 100, the limit of `BatchGetItem`
 */
export async function suppressionReasons(addresses: readonly string[]): Promise<ReadonlyMap<string, string>> {
  const different = [...new Set(addresses.map(mailboxKey))]
  const { Responses, UnprocessedKeys } = await dynamoDb.send(
    new BatchGetItemCommand({
      RequestItems: {
        [table]: {
          Keys: different.map(keyOf),
          ProjectionExpression: '#address, #reason',
          ExpressionAttributeNames: { '#address': 'address', '#reason': 'reason' },
        },
      },
    }),
  )
  // "DynamoDB returns a partial result … as much data as possible": the suppressions of the others are unknown.
  if (Object.keys(UnprocessedKeys ?? {}).length > 0) {
    throw new Unavailable('dynamodb', `${table} was throttled`)
  }
  const items = Responses?.[table] ?? []
  return new Map(items.map(({ address, reason }) => [address?.S ?? '', reason?.S ?? '']))
}

function keyOf(address: string) {
  return { address: { S: mailboxKey(address) } }
}
