import { ConditionalCheckFailedException, DynamoDBClient, PutItemCommand } from '@aws-sdk/client-dynamodb'
import { sdkClient } from './sdk-clients.ts'
import { toItem } from './table-items.ts'

const dynamoDb = sdkClient(DynamoDBClient)

/** The revision before the first write. */
export const UNWRITTEN = 0

/**
 * Writes an item, if nobody has written it since it was read.
 *
 * @param item all attributes, with the key and a `revision` other than `seen`
 * @param seen the revision that was read; {@link UNWRITTEN} where there was no item
 * @returns false if another revision is there, possibly by an earlier attempt of this write whose response was lost
 */
export async function putRevision(TableName: string, item: object, seen: number): Promise<boolean> {
  try {
    await dynamoDb.send(
      new PutItemCommand({
        TableName,
        Item: toItem(item),
        ...(seen === UNWRITTEN
          ? { ConditionExpression: 'attribute_not_exists(#revision)' }
          : {
              ConditionExpression: '#revision = :seen',
              ExpressionAttributeValues: toItem({ ':seen': seen }),
            }),
        ExpressionAttributeNames: { '#revision': 'revision' },
      }),
    )
    return true
  } catch (error) {
    if (error instanceof ConditionalCheckFailedException) return false
    throw error
  }
}
