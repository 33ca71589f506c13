import type { Account } from '../account.ts'

/** A request's input, as far as it names resources; nothing of it has been checked yet. */
type Input = Readonly<Record<string, unknown>>

/** By signing name; what is not text names nothing. */
const RESOURCES: Readonly<Record<string, (input: Input, account: Account) => (string | undefined)[]>> = {
  dynamodb: ({ TableName, IndexName, RequestItems, ResourceArn }, account) => {
    if (typeof RequestItems === 'object') {
      return Object.keys(RequestItems ?? {}).map(name => tableArn(name, account))
    }
    const table = text(TableName)
    if (table === undefined) return [text(ResourceArn)]
    const index = text(IndexName)
    return [`${tableArn(table, account)}${index === undefined ? '' : `/index/${index}`}`]
  },
  kinesis: ({ StreamARN, StreamName, ResourceARN, ConsumerARN }, account) => {
    const name = text(StreamName)
    const named = name && account.arn('kinesis', `stream/${name}`)
    return [text(StreamARN) ?? text(ResourceARN) ?? text(ConsumerARN) ?? named]
  },
  kms: ({ KeyId }, account) => {
    const key = text(KeyId)
    // Which key an alias stands for, only KMS knows.
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
 * ARNs of what a request is about, by the names in its input; `['*']` where that names nothing known here.
 *
 * @param service as requests are signed for it
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
