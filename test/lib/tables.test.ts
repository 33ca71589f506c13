import { ofType } from './stage.ts'

interface Key {
  AttributeName: string
  KeyType: 'HASH' | 'RANGE'
}

interface TableProperties {
  KeySchema: Key[]
  AttributeDefinitions: { AttributeName: string; AttributeType: string }[]
  GlobalSecondaryIndexes?: { IndexName: string; KeySchema: Key[]; Projection: unknown }[]
  TimeToLiveSpecification?: { AttributeName: string; Enabled: boolean }
}

/** The keys of each table, its indexes, and the attribute that its items expire by. */
const TABLES: Record<string, string> = {
  'Mail/Suppression': 'address',
  'Mail/SentEmails': 'id, expires by expiration',
  'Mail/Tries': 'messageId, expires by expiresAt',
  'Shop/CustomerKeys': 'customerId',
  'Shop/PurchaseHistory': 'purchaseId, expires by expiresAt',
  'Shop/Shipments': 'purchaseId, expires by expiresAt',
  'Shop/ApiRequests': 'requestKey, expires by expiresAt',
  'Shop/Tries': 'messageId, expires by expiresAt',
  'Video/VideoProgress': 'videoId, expires by expiresAt',
  'Video/Tries': 'messageId, expires by expiresAt',
  'Posts/PublishedPosts': 'postId',
  'Posts/Subscribers': 'authorId and subscriberId, by-mailbox: authorId and mailbox',
  'Posts/Tries': 'messageId, expires by expiresAt',
  'Clickstream/Trends': 'product and slot, by-minute: minuteSlot and product, expires by expiresAt',
  'Clickstream/CountedEvents': 'event, expires by expiresAt',
  'Clickstream/Generations': 'name, expires by expiresAt',
  'Clickstream/Tries': 'messageId, expires by expiresAt',
  'Clickstream/Baskets': 'customerId, expires by expiresAt',
  'Clickstream/BasketsConsents': 'customerId',
  'Clickstream/BasketsReadProgress': 'name, expires by expiresAt',
}

const tables = ofType('AWS::DynamoDB::GlobalTable').map(({ id, stack, Properties }) => ({
  name: `${stack.split('-').at(-1)}/${id.replace(/Table$/, '')}`,
  properties: Properties as unknown as TableProperties,
}))

test('the table of tables has every one', () => {
  expect(tables.map(({ name }) => name).toSorted()).toEqual(Object.keys(TABLES).toSorted())
})

test.each(tables)('$name has its keys, indexes and expiry', ({ name, properties }) => {
  const { KeySchema, GlobalSecondaryIndexes = [], TimeToLiveSpecification: expiry } = properties
  const indexes = GlobalSecondaryIndexes.map(index => `${index.IndexName}: ${keys(index.KeySchema)}`)
  const expires = expiry?.Enabled ? [`expires by ${expiry.AttributeName}`] : []
  expect([keys(KeySchema), ...indexes, ...expires].join(', ')).toBe(TABLES[name])
  for (const { Projection } of GlobalSecondaryIndexes) expect(Projection).toEqual({ ProjectionType: 'ALL' })
})

test('each table whose items do not expire says why, and no other does', () => {
  const kept = ofType('AWS::DynamoDB::GlobalTable').map(({ Metadata, Properties }) => ({
    why: Metadata?.withoutExpiry,
    expires: Properties.TimeToLiveSpecification !== undefined,
  }))
  for (const { why, expires } of kept) expect(why === undefined).toBe(expires)
  expect(kept.flatMap(({ why }) => why ?? []).toSorted()).toEqual([
    'A consent lasts until the customer withdraws it.',
    'A key lasts until its customer is forgotten: without it, no copy of a purchase can be read.',
    'A post is public until it is withdrawn; its id stays, so that a repeated request does not publish it again.',
    'A subscription lasts until its subscriber ends it.',
    'Who complained, or whose mailbox is gone, must get no mail however much later.',
  ])
})

test.each(tables)(
  '$name is on demand, restorable, and encrypted with the key of its domain',
  ({ properties }) => {
    expect(properties).toMatchObject({
      BillingMode: 'PAY_PER_REQUEST',
      SSESpecification: { SSEEnabled: true, SSEType: 'KMS' },
      Replicas: [
        {
          Region: { Ref: 'AWS::Region' },
          PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true },
          SSESpecification: { KMSMasterKeyId: { 'Fn::GetAtt': ['Key', 'Arn'] } },
        },
      ],
    })
    expect(new Set(properties.AttributeDefinitions.map(({ AttributeType }) => AttributeType))).toEqual(
      new Set(['S']),
    )
  },
)

test('the keys of customers can be restored for a day only, the other tables for 35', () => {
  const days = ofType('AWS::DynamoDB::GlobalTable').map(({ id, Properties }) => {
    const [replica] = Properties.Replicas as { PointInTimeRecoverySpecification: object }[]
    return [id, replica?.PointInTimeRecoverySpecification] as const
  })
  const shorter = days.filter(([, specification]) => 'RecoveryPeriodInDays' in (specification ?? {}))
  expect(shorter).toEqual([
    ['CustomerKeysTable', { PointInTimeRecoveryEnabled: true, RecoveryPeriodInDays: 1 }],
  ])
})

function keys(schema: readonly Key[]): string {
  expect(schema.map(({ KeyType }) => KeyType)).toEqual(['HASH', 'RANGE'].slice(0, schema.length))
  return schema.map(({ AttributeName }) => AttributeName).join(' and ')
}
