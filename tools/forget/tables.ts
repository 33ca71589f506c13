import {
  ConditionalCheckFailedException,
  DeleteItemCommand,
  type DynamoDBClient,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb'
import type { StackOutputs } from '../clients/stack-outputs.ts'
import { NOBODY, type Person } from './person.ts'
import { type Item, TableStore, type TableStoreProps } from './table-store.ts'

export interface TablesOf {
  readonly shop: StackOutputs
  readonly mail: StackOutputs
  readonly posts: StackOutputs
  /** Undefined in a stage without it. */
  readonly clickstream: StackOutputs | undefined
}

/** The tables with something of a person, those first that would make new messages about it. */
export function tables(
  client: DynamoDBClient,
  { shop, mail, posts, clickstream }: TablesOf,
  person: Person,
  signal: AbortSignal,
): TableStore[] {
  const isCustomer = ({ customerId }: Item) => person.customers.has(customerId?.S ?? '')
  const hasAddress = ({ email }: Item) => person.owns(email?.S)
  const deletedBy =
    (table: string, ...keys: string[]) =>
    (item: Item) =>
      client.send(new DeleteItemCommand({ TableName: table, Key: keyOf(item, keys) }))
  const store = (
    name: string,
    table: string,
    rest: Pick<TableStoreProps, 'attributes' | 'isTheirs' | 'erase'>,
  ) => new TableStore(client, { name, table, ...rest }, signal)

  const subscribers = posts('SubscribersTableName')
  const suppressed = mail('SuppressionTableName')
  const purchases = (name: string, table: string) =>
    store(name, table, {
      attributes: ['purchaseId', 'customerId'],
      isTheirs: isCustomer,
      erase: item => disown(client, table, item),
    })
  return [
    ...(shop.has('CustomerKeysTableName') ? [keys(shop('CustomerKeysTableName'))] : []),
    ...(clickstream ? ofClickstream(clickstream) : []),
    store('subscriptions to posts', subscribers, {
      attributes: ['authorId', 'subscriberId', 'email'],
      isTheirs: hasAddress,
      erase: deletedBy(subscribers, 'authorId', 'subscriberId'),
    }),
    purchases('purchases', shop('PurchasesTableName')),
    purchases('shipping decisions', shop('ShipmentsTableName')),
    store('suppressed addresses', suppressed, {
      attributes: ['address'],
      isTheirs: ({ address }) => person.owns(address?.S),
      erase: deletedBy(suppressed, 'address'),
    }),
  ]

  /** First: whatever is sealed cannot be read from here on, wherever copies of it are. */
  function keys(table: string): TableStore {
    return store('keys of sealed purchases', table, {
      attributes: ['customerId'],
      isTheirs: isCustomer,
      erase: deletedBy(table, 'customerId'),
    })
  }

  function ofClickstream(outputs: StackOutputs): TableStore[] {
    const [consents, baskets] = [outputs('ConsentsTableName'), outputs('BasketsTableName')]
    return [
      store('consents to reminders', consents, {
        attributes: ['customerId', 'email'],
        isTheirs: item => isCustomer(item) || hasAddress(item),
        erase: deletedBy(consents, 'customerId'),
      }),
      store('baskets', baskets, {
        attributes: ['customerId'],
        isTheirs: isCustomer,
        erase: deletedBy(baskets, 'customerId'),
      }),
    ]
  }
}

/** The purchase stays, for the books and so that it does not ship again; it leads to nobody. */
async function disown(client: DynamoDBClient, TableName: string, item: Item): Promise<void> {
  try {
    await client.send(
      new UpdateItemCommand({
        TableName,
        Key: keyOf(item, ['purchaseId']),
        UpdateExpression: 'SET customerId = :nobody',
        ConditionExpression: 'customerId = :them',
        ExpressionAttributeValues: { ':nobody': { S: NOBODY }, ':them': item.customerId ?? { NULL: true } },
      }),
    )
  } catch (error) {
    // It was disowned, or it expired, since it was read.
    if (!(error instanceof ConditionalCheckFailedException)) throw error
  }
}

function keyOf(item: Item, keys: readonly string[]): Item {
  return Object.fromEntries(Object.entries(item).filter(([name]) => keys.includes(name)))
}
