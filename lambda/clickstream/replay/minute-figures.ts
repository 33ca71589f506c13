import { type AttributeValue, DynamoDBClient, QueryCommand } from '@aws-sdk/client-dynamodb'
import { sdkClient } from '../../shared/sdk-clients.ts'
import { type Figures, sumOf } from '../figures.ts'
import { minuteSlotOf, STRIPES, trendsTable } from '../trends-table.ts'

const dynamoDb = sdkClient(DynamoDBClient)

/** The figures of all products in a minute of a generation, by SKU. */
export async function figuresOfMinute(
  generation: string,
  minute: string,
): Promise<ReadonlyMap<string, Figures>> {
  const stripes = Array.from({ length: STRIPES }, (_, stripe) => minuteSlotOf({ generation, minute, stripe }))
  const items = (await Promise.all(stripes.map(itemsOf))).flat()
  const bySku = Map.groupBy(items, ({ product }) => skuOf(product?.S ?? ''))
  return new Map(Array.from(bySku, ([sku, items]) => [sku, sumOf(items.map(figuresIn))]))
}

async function itemsOf(minuteSlot: string): Promise<Record<string, AttributeValue>[]> {
  const items: Record<string, AttributeValue>[] = []
  let ExclusiveStartKey: Record<string, AttributeValue> | undefined
  do {
    const page = await dynamoDb.send(
      new QueryCommand({
        TableName: trendsTable,
        IndexName: 'by-minute',
        KeyConditionExpression: 'minuteSlot = :minuteSlot',
        ExpressionAttributeValues: { ':minuteSlot': { S: minuteSlot } },
        ExclusiveStartKey,
      }),
    )
    items.push(...(page.Items ?? []))
    ExclusiveStartKey = page.LastEvaluatedKey
  } while (ExclusiveStartKey)
  return items
}

/** `<generation>#<sku>` */
function skuOf(product: string): string {
  return product.slice(product.indexOf('#') + 1)
}

function figuresIn({ expiresAt: _, ...attributes }: Record<string, AttributeValue>): Figures {
  return new Map(
    Object.entries(attributes).flatMap(([name, { N }]) =>
      N === undefined ? [] : [[name, BigInt(N)] as const],
    ),
  )
}
