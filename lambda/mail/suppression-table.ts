import {
  BatchGetItemCommand,
  ConditionalCheckFailedException,
  DynamoDBClient,
  PutItemCommand,
} from '@aws-sdk/client-dynamodb'
import { environmentVariable } from '../runtime/environment.ts'
import { sdkClient } from '../runtime/sdk-clients.ts'
import { Unavailable } from '../runtime/unavailable.ts'

const dynamoDb = sdkClient(DynamoDBClient)
const table = environmentVariable('SUPPRESSION_TABLE')

/** Why an address gets no more mail. */
export interface Suppression {
  address: string
  reason: 'bounce' | 'complaint'
  /** SES's subtype of it, `none` where SES names none. */
  detail: string
  /** When it happened, ISO 8601 in UTC with milliseconds: such times are in order as texts. */
  at: string
  /** The mail that it happened to. */
  sesMessageId: string
}

/** Writes down why, unless the same or something later is written down already. */
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
 * Why addresses get no mail, in lower case; one that gets mail is not among them.
 *
 * @param addresses 1 to 100, as many as `BatchGetItem` takes
 */
export async function suppressionReasons(addresses: readonly string[]): Promise<ReadonlyMap<string, string>> {
  const different = [...new Set(addresses.map(address => address.toLowerCase()))]
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
  // "DynamoDB returns a partial result … as much data as possible": to send to the others unread would be a guess.
  if (Object.keys(UnprocessedKeys ?? {}).length > 0) {
    throw new Unavailable('dynamodb', `${table} was throttled`)
  }
  const items = Responses?.[table] ?? []
  return new Map(items.map(({ address, reason }) => [address?.S ?? '', reason?.S ?? '']))
}

/** RFC 5321 lets only the recipient's server tell cases of the local part apart; none does. */
function keyOf(address: string) {
  return { address: { S: address.toLowerCase() } }
}
