import {
  ConditionalCheckFailedException,
  DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
} from '@aws-sdk/client-dynamodb'
import { environmentVariable } from '../shared/environment.ts'
import { sdkClient } from '../shared/sdk-clients.ts'

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

/** Why the address gets no mail; undefined where it does. */
export async function suppressionReason(address: string): Promise<string | undefined> {
  const { Item } = await dynamoDb.send(
    new GetItemCommand({
      TableName: table,
      Key: keyOf(address),
      ProjectionExpression: '#reason',
      ExpressionAttributeNames: { '#reason': 'reason' },
    }),
  )
  return Item?.reason?.S
}

/** RFC 5321 lets only the recipient's server tell cases of the local part apart; none does. */
function keyOf(address: string) {
  return { address: { S: address.toLowerCase() } }
}
