import { DynamoDBClient, paginateQuery, type QueryCommandInput } from '@aws-sdk/client-dynamodb'
import { sdkClient } from '../runtime/sdk-clients.ts'
import { type Item, toItem } from '../runtime/table-items.ts'
import { type Figures, isFigure } from './figures.ts'
import { minuteSlotOf, productOf, STRIPES, trendsTable } from './trends-table.ts'

const client = sdkClient(DynamoDBClient)

/** One of the items that share the figures of a product and minute. */
export interface StoredFigures {
  readonly sku: string
  readonly minute: string
  readonly figures: Figures
}

/** The figures of all products in a minute, in no particular order. */
export async function figuresOfMinute(generation: string, minute: string): Promise<StoredFigures[]> {
  const stripes = Array.from({ length: STRIPES }, (_, stripe) => minuteSlotOf({ generation, minute, stripe }))
  const found = await Promise.all(
    stripes.map(minuteSlot =>
      query({
        IndexName: 'by-minute',
        KeyConditionExpression: 'minuteSlot = :minuteSlot',
        ExpressionAttributeValues: toItem({ ':minuteSlot': minuteSlot }),
      }),
    ),
  )
  return found.flat()
}

/**
 * The figures of one product, by minute.
 *
 * @param to exclusive
 */
export function figuresOfProduct(
  generation: string,
  sku: string,
  from: string,
  to: string,
): Promise<StoredFigures[]> {
  return query({
    // A slot is a minute followed by a stripe, so all slots of `to` sort after `to` itself.
    KeyConditionExpression: 'product = :product AND slot BETWEEN :from AND :to',
    ExpressionAttributeValues: toItem({
      ':product': productOf({ generation, sku }),
      ':from': from,
      ':to': to,
    }),
  })
}

async function query(input: Omit<QueryCommandInput, 'TableName'>): Promise<StoredFigures[]> {
  const stored: StoredFigures[] = []
  for await (const { Items = [] } of paginateQuery({ client }, { TableName: trendsTable, ...input })) {
    stored.push(...Items.map(storedFigures))
  }
  return stored
}

/** Parsed as bigint, because a sum may exceed the safe integers. */
function storedFigures({ product, slot, ...attributes }: Item): StoredFigures {
  const figures = Object.entries(attributes).filter(([name]) => isFigure(name))
  return {
    sku: afterHash(product?.S),
    minute: beforeHash(slot?.S),
    figures: new Map(figures.map(([name, { N = '0' }]) => [name, BigInt(N)])),
  }
}

function afterHash(text = ''): string {
  return text.slice(text.indexOf('#') + 1)
}

function beforeHash(text = ''): string {
  return text.slice(0, text.indexOf('#'))
}
