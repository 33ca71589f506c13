import type { Account } from '../account.ts'

/** The input of a request, which has not been checked yet. */
type Input = Readonly<Record<string, unknown>>

/** The resources in a request, by signing name; values that are not text are ignored. */
const RESOURCES: Readonly<Record<string, (input: Input, account: Account) => (string | undefined)[]>> = {
  athena: ({ WorkGroup, ResourceARN }, account) => {
    const group = text(WorkGroup)
    return [text(ResourceARN) ?? (group && account.arn('athena', `workgroup/${group}`))]
  },
  dynamodb: ({ TableName, IndexName, RequestItems, ResourceArn }, account) => {
    if (typeof RequestItems === 'object') {
      return Object.keys(RequestItems ?? {}).map(name => tableArn(name, account))
    }
    const table = text(TableName)
    if (table === undefined) return [text(ResourceArn)]
    const index = text(IndexName)
    return [`${tableArn(table, account)}${index === undefined ? '' : `/index/${index}`}`]
  },
  firehose: ({ DeliveryStreamName }, account) => {
    const name = text(DeliveryStreamName)
    return [name && account.arn('firehose', `deliverystream/${name}`)]
  },
  // "Permissions on the catalog, the database and the table": a Deny on one of them is enough.
  glue: ({ DatabaseName, TableName, Name, DatabaseInput, TableInput }, account) => {
    const named = (given: unknown) => text((given as Input | undefined)?.Name)
    const database = text(DatabaseName) ?? text(Name) ?? named(DatabaseInput)
    const table = text(DatabaseName) && (text(TableName) ?? text(Name) ?? named(TableInput))
    return [
      account.arn('glue', 'catalog'),
      database && account.arn('glue', `database/${database.toLowerCase()}`),
      table && account.arn('glue', `table/${database}/${table}`.toLowerCase()),
    ]
  },
  kinesis: ({ StreamARN, StreamName, ResourceARN, ConsumerARN }, account) => {
    const name = text(StreamName)
    const named = name && account.arn('kinesis', `stream/${name}`)
    return [text(StreamARN) ?? text(ResourceARN) ?? text(ConsumerARN) ?? named]
  },
  kms: ({ KeyId }, account) => {
    const key = text(KeyId)
    // Only KMS can resolve an alias.
    if (key === undefined || /(?:^|:)alias\//.test(key)) return []
    return [key.startsWith('arn:') ? key : account.arn('kms', `key/${key}`)]
  },
  lambda: ({ FunctionName }, account) => {
    const [, name] = /^(?:.*:function:)?([^:]+)/.exec(text(FunctionName) ?? '') ?? []
    return [name && account.arn('lambda', `function:${name}`)]
  },
  s3: ({ bucket, key }) => [bucket && `arn:aws:s3:::${bucket}${key ? `/${key}` : ''}`].map(text),
  sns: ({ TopicArn, TargetArn, ResourceArn, SubscriptionArn, Name }, account) => {
    const name = text(Name)
    const ofSubscription = text(SubscriptionArn)?.replace(/:[^:]*$/, '')
    const made = name && account.arn('sns', name)
    return [text(TopicArn) ?? text(TargetArn) ?? text(ResourceArn) ?? ofSubscription ?? made]
  },
  sqs: ({ QueueUrl, QueueName, SourceArn }, account) => {
    const name = text(QueueUrl)?.split('/').at(-1) ?? text(QueueName)
    return [name === undefined ? text(SourceArn) : account.arn('sqs', name)]
  },
  sts: ({ RoleArn }) => [text(RoleArn)],
}

/**
 * The ARNs of the resources in a request, from the names in its input; `['*']` if none is known.
 *
 * @param service the signing name
 */
export function requestResources(account: Account, service: string, input: unknown): string[] {
  const find = Object.hasOwn(RESOURCES, service) ? RESOURCES[service] : undefined
  const named = find && typeof input === 'object' && input !== null ? find(input as Input, account) : []
  const known = named.filter(arn => arn !== undefined)
  return known.length === 0 ? ['*'] : known
}

function tableArn(table: string, account: Account): string {
  return table.startsWith('arn:') ? table : account.arn('dynamodb', `table/${table}`)
}

function text(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined
}
