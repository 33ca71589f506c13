import { REGION_NAMES } from '@messaging-on-aws/local-aws'
import type { Stack } from 'aws-cdk-lib'
import { Template } from 'aws-cdk-lib/assertions'
import { allResources, appWith, stacksOf } from '../app-of-stage.ts'
import type { Located } from '../resource.ts'

/** The longest stage, account and region that there are. */
const LONGEST = {
  stage: 'abcdefghijkl',
  account: '111122223333',
  region: 'ap-northeast-1',
  alarmAddress: 'you@shop.de',
  runbooks: `https://git.shop.de/${'x'.repeat(79)}`,
  dashboards: true,
  experiments: true,
}
const longest = appWith(LONGEST)
const resources = allResources(longest)

function namesOf(type: string, property: string, among = resources): string[] {
  return among.filter(({ Type }) => Type === type).map(({ Properties }) => String(Properties[property]))
}

describe('in the stage and region with the longest names', () => {
  const withinLimit = (names: string[], limit: number) => {
    expect(names).not.toHaveLength(0)
    for (const name of names) expect(name.length).toBeLessThanOrEqual(limit)
  }

  test.each([
    // "A queue name can have up to 80 characters" (SQS, Message quotas).
    ['AWS::SQS::Queue', 'QueueName', 80],
    // "Up to 256 characters" (SNS, CreateTopic).
    ['AWS::SNS::Topic', 'TopicName', 256],
    // "Between 3 … and 63 characters" (S3, Bucket naming rules).
    ['AWS::S3::Bucket', 'BucketName', 63],
    // "Between 3 and 255 characters long" (DynamoDB, Naming rules).
    ['AWS::DynamoDB::GlobalTable', 'TableName', 255],
    ['AWS::Logs::LogGroup', 'LogGroupName', 512],
    ['AWS::SES::ConfigurationSet', 'Name', 64],
    ['AWS::KMS::Alias', 'AliasName', 256],
    ['AWS::ApiGatewayV2::Api', 'Name', 128],
    ['AWS::CloudWatch::Alarm', 'AlarmDescription', 1024],
    ['AWS::CloudWatch::CompositeAlarm', 'AlarmDescription', 1024],
    ['AWS::CloudWatch::CompositeAlarm', 'AlarmRule', 10_240],
  ])('%s keeps its %s within %i characters', (type, property, limit) => {
    withinLimit(namesOf(type, property), limit)
  })

  test('the subject of an alarm is within the 99 characters that SNS takes, in every region', () => {
    const regions = [...Object.values(REGION_NAMES), 'AWS GovCloud (US-East)', 'Middle East (Saudi Arabia)']
    const alarms = [
      ...namesOf('AWS::CloudWatch::Alarm', 'AlarmName'),
      ...namesOf('AWS::CloudWatch::CompositeAlarm', 'AlarmName'),
    ]
    const subjects = alarms.flatMap(alarm => regions.map(region => `ALARM: "${alarm}" in ${region}`))
    withinLimit(subjects, 99)
  })

  test('what one stack exports to another has a name within 255 characters', () => {
    const exported = stacksOf(longest).flatMap(stack =>
      Object.values(Template.fromStack(stack).toJSON().Outputs ?? {}).flatMap(
        output => (output as { Export?: { Name: string } }).Export?.Name ?? [],
      ),
    )
    withinLimit(exported, 255)
  })

  // "Stack template: 500 resources, 200 outputs" (CloudFormation quotas).
  test('a stack is within what CloudFormation takes', () => {
    for (const stack of stacksOf(longest)) {
      const { Resources = {}, Outputs = {} } = Template.fromStack(stack).toJSON()
      expect(Object.keys(Resources).length).toBeLessThanOrEqual(500)
      expect(Object.keys(Outputs).length).toBeLessThanOrEqual(200)
      expect(JSON.stringify({ Resources, Outputs }).length).toBeLessThan(1_000_000)
    }
  })
})

test('every alarm says in its name of which stage it is', () => {
  for (const name of namesOf('AWS::CloudWatch::Alarm', 'AlarmName')) {
    expect(name).toMatch(/^Messaging-abcdefghijkl-[a-z0-9-]+$/)
  }
})

describe('two stages in one account and region share', () => {
  const stages = ['dev', 'prod'].map(stage => stacksOf(appWith({ ...LONGEST, stage })))
  const shared = (identities: (stacks: Stack[]) => string[]): string[] => {
    const [one, other] = stages.map(identities) as [string[], string[]]
    expect(one).not.toHaveLength(0)
    expect(new Set(one).size).toBe(one.length)
    return one.filter(identity => other.includes(identity))
  }
  const located = (stacks: Stack[]): Located[] =>
    stacks.flatMap(stack =>
      Object.entries(Template.fromStack(stack).toJSON().Resources).map(([id, resource]) => ({
        ...(resource as Located),
        id,
        stack: stack.stackName,
      })),
    )

  test('no name', () => {
    const NAMES = /^(Name|(Alarm|Alias|Api|Bucket|Function|LogGroup|Policy|Queue|Role|Table|Topic)Name)$/
    const DEFINED = ['AWS::IAM::Policy', 'AWS::SES::ConfigurationSetEventDestination']
    const names = shared(stacks =>
      located(stacks)
        .filter(({ Type }) => !DEFINED.includes(Type))
        .flatMap(({ Type, Properties }) =>
          Object.entries(Properties)
            .filter(([property]) => NAMES.test(property))
            .filter(([, value]) => typeof value === 'string')
            .map(([, value]) => `${Type} ${value}`),
        ),
    )
    expect(names).toEqual([])
  })

  test('no stack and no export', () => {
    expect(shared(stacks => stacks.map(({ stackName }) => stackName))).toEqual([])
    const exported = shared(stacks =>
      stacks.flatMap(stack =>
        Object.values(Template.fromStack(stack).toJSON().Outputs ?? {}).flatMap(
          output => (output as { Export?: { Name: string } }).Export?.Name ?? [],
        ),
      ),
    )
    expect(exported).toEqual([])
  })

  test('no metric of ours, written or watched', () => {
    const ours = (stacks: Stack[]) =>
      located(stacks).flatMap(({ Type, Properties }) => {
        if (Type === 'AWS::Lambda::Function') {
          const { Variables } = Properties.Environment as { Variables: Record<string, string> }
          return [`${Variables.POWERTOOLS_METRICS_NAMESPACE} ${Variables.POWERTOOLS_SERVICE_NAME}`]
        }
        if (Type !== 'AWS::CloudWatch::Alarm' || isOnMetricsOfAws(Properties)) return []
        const { Namespace, MetricName, Dimensions } = Properties
        return [`${MetricName} ${Namespace} ${JSON.stringify(Dimensions ?? Properties.Metrics)}`]
      })
    expect(shared(ours)).toEqual([])
  })

  test('no alarm topic that lets in the other: the condition names the stage', () => {
    const conditions = shared(stacks =>
      located(stacks)
        .filter(({ Type, stack }) => Type === 'AWS::SNS::TopicPolicy' && stack.endsWith('Operations'))
        .map(({ Properties }) => JSON.stringify(Properties.PolicyDocument)),
    )
    expect(conditions).toEqual([])
  })
})

/** Their names are those of resources. */
function isOnMetricsOfAws(alarm: Record<string, unknown>): boolean {
  return namespacesOf(alarm).every(namespace => namespace.startsWith('AWS/'))
}

/** Of an alarm on one metric, or on an expression of several. */
function namespacesOf({ Namespace, Metrics }: Record<string, unknown>): string[] {
  if (Namespace !== undefined) return [String(Namespace)]
  return (Metrics as { MetricStat?: { Metric: { Namespace: string } } }[]).flatMap(
    ({ MetricStat }) => MetricStat?.Metric.Namespace ?? [],
  )
}

test('an alarm watches the namespace that its own stage writes to', () => {
  const namespaces = resources
    .filter(({ Type, Properties }) => Type === 'AWS::CloudWatch::Alarm' && !isOnMetricsOfAws(Properties))
    .flatMap(({ Properties }) => namespacesOf(Properties))
  expect(new Set(namespaces)).toEqual(new Set(['Messaging/abcdefghijkl']))
})
