import type { ServerResponse } from 'node:http'
import type { StackTraits, Traits } from './account-traits.ts'
import { AnsweredError } from './answered-error.ts'

/** As far as the answers look at it, of text. */
export type Input = Readonly<Record<string, string | undefined>>

export interface Action {
  /** `sqs:GetQueueUrl`; of REST services the method and the path's first words: `lambda:GET`. */
  name: string
  input: Input
  respond(response: ServerResponse, body: unknown): void
  fail(response: ServerResponse, error: AnsweredError): void
}

type Answer = (traits: Traits, input: Input) => unknown

const ACCOUNT = '123456789012'

/** By action: the body of the answer, an object where the protocol is JSON and the result's XML where it is Query. */
export const ANSWERS: Readonly<Record<string, Answer>> = {
  'sts:GetCallerIdentity': () =>
    `<Arn>arn:aws:iam::${ACCOUNT}:user/ada</Arn><UserId>AIDA</UserId><Account>${ACCOUNT}</Account>`,
  'ssm:GetParameter': ({ bootstrap }, { Name }) => {
    if (bootstrap === undefined) throw new AnsweredError('ParameterNotFound', '')
    return { Parameter: { Name, Type: 'String', Value: bootstrap } }
  },
  's3:HEAD': ({ buckets }, { path = '' }) => {
    if (!buckets.includes(path.replaceAll('/', ''))) throw new AnsweredError('NotFound', '', 404)
    return ''
  },
  'cloudformation:DescribeType': ({ lacking }, { TypeName = '' }) => {
    if (lacking.includes(TypeName)) {
      throw new AnsweredError('TypeNotFoundException', `The type '${TypeName}' cannot be found.`, 404)
    }
    return `<TypeName>${TypeName}</TypeName><Type>RESOURCE</Type>`
  },
  'cloudformation:DescribeStacks': ({ stacks }, { StackName = '' }) => {
    const stack = stacks[StackName]
    if (!stack) throw new AnsweredError('ValidationError', `Stack with id ${StackName} does not exist`)
    return `<Stacks><member>${stackXml(StackName, stack)}</member></Stacks>`
  },
  'cloudformation:ListStackResources': ({ stacks }, { StackName = '' }) => {
    const members = (stacks[StackName]?.resources ?? []).map(
      ({ logicalId, type, physicalId, status = 'CREATE_COMPLETE' }) =>
        `<member><LogicalResourceId>${logicalId}</LogicalResourceId><ResourceType>${type}</ResourceType>` +
        `<PhysicalResourceId>${physicalId}</PhysicalResourceId><ResourceStatus>${status}</ResourceStatus></member>`,
    )
    return `<StackResourceSummaries>${members.join('')}</StackResourceSummaries>`
  },
  'cloudformation:DescribeStackResources': ({ owners }, { PhysicalResourceId = '' }) => {
    const owner = owners[PhysicalResourceId]
    if (!owner) throw new AnsweredError('ValidationError', `Stack for ${PhysicalResourceId} does not exist`)
    return `<StackResources><member><StackName>${owner}</StackName></member></StackResources>`
  },
  'sqs:GetQueueUrl': ({ taken }, { QueueName = '' }) => {
    if (!taken.includes(QueueName)) {
      throw new AnsweredError(
        'com.amazonaws.sqs#QueueDoesNotExist',
        'The specified queue does not exist for this wsdl version.',
      )
    }
    return { QueueUrl: `https://sqs.eu-central-1.amazonaws.com/${ACCOUNT}/${QueueName}` }
  },
  'sns:GetTopicAttributes': ({ taken }, { TopicArn = '' }) => {
    const name = TopicArn.split(':').at(-1) as string
    if (!taken.includes(name)) throw new AnsweredError('NotFound', 'Topic does not exist', 404)
    return '<Attributes/>'
  },
  'kinesis:DescribeStreamSummary': ({ taken }, { StreamName = '' }) => {
    if (!taken.includes(StreamName)) throw new AnsweredError('ResourceNotFoundException', 'no such stream')
    return { StreamDescriptionSummary: { StreamName } }
  },
  'firehose:DescribeDeliveryStream': ({ taken }, { DeliveryStreamName = '' }) => {
    if (!taken.includes(DeliveryStreamName)) {
      throw new AnsweredError('ResourceNotFoundException', `Firehose ${DeliveryStreamName} not found.`)
    }
    return { DeliveryStreamDescription: { DeliveryStreamName } }
  },
  'athena:GetWorkGroup': ({ taken }, { WorkGroup = '' }) => {
    if (!taken.includes(WorkGroup)) {
      throw new AnsweredError('InvalidRequestException', `WorkGroup ${WorkGroup} is not found.`)
    }
    return { WorkGroup: { Name: WorkGroup } }
  },
  'glue:GetDatabase': ({ taken }, { Name = '' }) => {
    if (!taken.includes(Name))
      throw new AnsweredError('EntityNotFoundException', `Database ${Name} not found.`)
    return { Database: { Name } }
  },
  'logs:DescribeLogGroups': ({ taken }, { logGroupNamePrefix = '' }) => ({
    logGroups: taken
      .filter(name => name.startsWith(logGroupNamePrefix))
      .map(logGroupName => ({ logGroupName })),
  }),
  'logs:DescribeResourcePolicies': ({ resourcePolicies }) => ({
    resourcePolicies: Object.entries(resourcePolicies).map(([policyName, policyDocument]) => ({
      policyName,
      policyDocument,
    })),
  }),
  'kms:ListAliases': ({ taken }) => ({
    Aliases: taken.filter(name => name.startsWith('alias/')).map(AliasName => ({ AliasName })),
  }),
  'dynamodb:DescribeTable': ({ taken }, { TableName = '' }) => {
    if (!taken.includes(TableName)) {
      throw new AnsweredError('com.amazonaws.dynamodb.v20120810#ResourceNotFoundException', 'not found')
    }
    return { Table: { TableName } }
  },
  'monitoring:DescribeAlarms': ({ taken }, input) => ({
    MetricAlarms: taken
      .filter(name => JSON.stringify(input).includes(`"${name}"`))
      .map(AlarmName => ({ AlarmName })),
  }),
  'monitoring:ListDashboards': ({ taken }) => ({
    DashboardEntries: taken.map(DashboardName => ({ DashboardName })),
  }),
  'xray:POST': ({ taken }) => ({ Groups: taken.map(GroupName => ({ GroupName })) }),
  'servicequotas:GetServiceQuota': ({ apiQuotas }, { QuotaCode = '' }) => {
    const Value = apiQuotas[QuotaCode]
    if (Value === undefined) throw new AnsweredError('NoSuchResourceException', 'no such resource')
    return { Quota: { QuotaCode, Value } }
  },
  'servicequotas:GetAWSDefaultServiceQuota': ({ defaultApiQuotas }, { QuotaCode = '' }) => ({
    Quota: { QuotaCode, Value: defaultApiQuotas[QuotaCode] },
  }),
  'lambda:GET': lambda,
  'ses:GET': ses,
}

function stackXml(name: string, { status, protected: isProtected = false }: StackTraits): string {
  return (
    `<StackName>${name}</StackName><StackStatus>${status}</StackStatus><CreationTime>2026-01-01T00:00:00Z</CreationTime>` +
    `<EnableTerminationProtection>${isProtected}</EnableTerminationProtection>`
  )
}

function lambda({ concurrency, functions }: Traits, { path = '' }: Input): unknown {
  if (path.includes('/account-settings')) {
    const { quota, unreserved } = concurrency
    return {
      AccountLimit: { ConcurrentExecutions: quota, UnreservedConcurrentExecutions: unreserved },
      AccountUsage: {},
    }
  }
  const name = /\/functions\/([^/]+)\/concurrency/.exec(path)?.[1]
  if (name) return { ReservedConcurrentExecutions: functions[name]?.reserved }
  return {
    Functions: Object.entries(functions).map(([FunctionName, { memory }]) => ({
      FunctionName,
      MemorySize: memory,
    })),
  }
}

function ses({ mail, identities, taken }: Traits, { path = '' }: Input): unknown {
  const name = path.split('/').at(-1) as string
  if (path.includes('/configuration-sets/')) {
    if (taken.includes(name)) return { ConfigurationSetName: name }
    throw new AnsweredError('NotFoundException', `Configuration set <${name}> does not exist.`, 404)
  }
  if (path.includes('/identities/')) {
    const verified = identities[name]
    if (verified !== undefined) return { VerifiedForSendingStatus: verified }
    throw new AnsweredError('NotFoundException', `Email identity ${name} does not exist.`, 404)
  }
  const { production, enabled, sent, quota } = mail
  return {
    ProductionAccessEnabled: production,
    SendingEnabled: enabled,
    EnforcementStatus: 'HEALTHY',
    SendQuota: { MaxSendRate: quota.rate, Max24HourSend: quota.day, SentLast24Hours: sent },
  }
}
