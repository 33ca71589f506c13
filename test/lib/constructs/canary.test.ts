import { isDeepStrictEqual } from 'node:util'
import {
  CloudWatchClient,
  DescribeAlarmsCommand,
  PutMetricAlarmCommand,
  type PutMetricAlarmCommandInput,
  PutMetricDataCommand,
} from '@aws-sdk/client-cloudwatch'
import { LocalAws, SteppedClock } from '@messaging-on-aws/local-aws'
import { Duration } from 'aws-cdk-lib'
import { Match, Template } from 'aws-cdk-lib/assertions'
import { GuardedQueue, type GuardedQueueProps } from '../../../lib/constructs/guarded-queue.ts'
import { QueueWorker, type QueueWorkerProps } from '../../../lib/constructs/queue-worker.ts'
import type { DomainStack } from '../../../lib/domain-stack.ts'
import { FunctionBundles } from '../../../lib/packaging/function-bundles.ts'
import { scratchDirectory } from '../../scratch.ts'
import { domain } from '../fixture.ts'
import { statementsOf } from '../resource.ts'

const VERSION = { 'Fn::GetAtt': [Match.stringLikeRegexp('^ShipperWorkerFunctionCurrentVersion'), 'Version'] }

function ship(
  stack: DomainStack,
  {
    queue = {},
    worker = {},
  }: { queue?: Partial<GuardedQueueProps>; worker?: Partial<QueueWorkerProps> } = {},
): Template {
  new QueueWorker(stack, 'Shipper', {
    domain: stack,
    queue: new GuardedQueue(stack, 'Shipping', {
      domain: stack,
      consumer: { function: 'shop/shipping', timeout: Duration.seconds(30) },
      ...queue,
    }),
    description: 'Ships',
    environment: {},
    maxConcurrency: 2,
    ...worker,
  })
  return Template.fromStack(stack)
}

const withCanaries = () => domain({ canaries: true })

function versionOf(template: Template): string {
  const [id, ...others] = Object.keys(template.findResources('AWS::Lambda::Version'))
  if (id === undefined || others.length > 0) throw new Error('Not one version.')
  return id
}

function namesOf(template: Template): string[] {
  return Object.values(template.findResources('AWS::CloudWatch::Alarm')).flatMap(({ Properties }) => {
    const { 'Fn::Join': joined } = Properties.AlarmName
    return joined
      ? joined[1].map((part: unknown) => (typeof part === 'string' ? part : '<version>')).join('')
      : []
  })
}

test('the alias names the version, and CodeDeploy shifts it', () => {
  const template = ship(withCanaries())
  template.hasResource('AWS::Lambda::Alias', {
    Properties: { Name: 'live', FunctionVersion: VERSION },
    UpdatePolicy: {
      CodeDeployLambdaAliasUpdate: {
        ApplicationName: { Ref: Match.stringLikeRegexp('^CanariesApplication') },
        DeploymentGroupName: { Ref: Match.stringLikeRegexp('^ShipperCanaryGroup') },
      },
    },
  })
  template.hasResourceProperties('AWS::CodeDeploy::DeploymentGroup', {
    DeploymentGroupName: 'shop-shipping',
    DeploymentConfigName: 'CodeDeployDefault.LambdaCanary10Percent5Minutes',
    AlarmConfiguration: { Enabled: true, Alarms: [Match.anyValue(), Match.anyValue(), Match.anyValue()] },
    AutoRollbackConfiguration: { Enabled: true, Events: ['DEPLOYMENT_FAILURE', 'DEPLOYMENT_STOP_ON_ALARM'] },
  })
})

describe('alarms', () => {
  test('are of one version, by name as by metric', () => {
    const template = ship(withCanaries())
    expect(namesOf(template).toSorted()).toEqual([
      'Messaging-dev-shop-shipping-version-<version>-dead-lettered',
      'Messaging-dev-shop-shipping-version-<version>-errors',
      'Messaging-dev-shop-shipping-version-<version>-failed',
    ])
    for (const MetricName of ['FailedRecords', 'DeadLetteredRecords']) {
      template.hasResourceProperties('AWS::CloudWatch::Alarm', {
        MetricName,
        Namespace: 'Messaging/dev',
        Dimensions: [
          { Name: 'service', Value: 'shop-shipping' },
          { Name: 'version', Value: VERSION },
        ],
        Threshold: 1,
        TreatMissingData: 'notBreaching',
      })
    }
    template.hasResourceProperties('AWS::CloudWatch::Alarm', {
      MetricName: 'Errors',
      Namespace: 'AWS/Lambda',
      Dimensions: [
        { Name: 'ExecutedVersion', Value: VERSION },
        { Name: 'FunctionName', Value: Match.anyValue() },
        { Name: 'Resource', Value: { 'Fn::Join': ['', [Match.anyValue(), ':live']] } },
      ],
    })
  })

  test('say which version, where its lines are, and what to do', () => {
    ship(withCanaries()).hasResourceProperties('AWS::CloudWatch::Alarm', {
      AlarmDescription: {
        'Fn::Join': [
          '',
          Match.arrayWith([
            'Version ',
            Match.stringLikeRegexp(
              'of shop-shipping has given up messages.*log group /messaging/dev/shop/shipping',
            ),
            Match.stringLikeRegexp('/rolled-back\\.md\\nDashboard: '),
          ]),
        ],
      },
    })
  })

  test('of a consumer that judges what people send are on rejections, too', () => {
    const template = ship(withCanaries(), { worker: { rejects: true } })
    expect(namesOf(template).toSorted()).toEqual([
      'Messaging-dev-shop-shipping-version-<version>-dead-lettered',
      'Messaging-dev-shop-shipping-version-<version>-errors',
      'Messaging-dev-shop-shipping-version-<version>-failed',
      'Messaging-dev-shop-shipping-version-<version>-rejected',
    ])
  })
})

describe('the alarm on rejections', () => {
  const clock = new SteppedClock()
  let aws: LocalAws
  let cloudWatch: CloudWatchClient
  beforeAll(async () => {
    aws = await LocalAws.start({ clock })
    const connection = { endpoint: aws.endpoint, region: 'us-east-1', credentials: aws.developer }
    cloudWatch = new CloudWatchClient(connection)
  })
  afterAll(async () => {
    cloudWatch.destroy()
    await aws.stop()
  })

  const template = ship(withCanaries(), { worker: { rejects: true } })
  const alarms = Object.values(template.findResources('AWS::CloudWatch::Alarm'))
  const alarm = alarms.find(({ Properties }) => JSON.stringify(Properties.AlarmName).includes('-rejected'))

  /** As deployed, for the second version of a function of this name; nobody but AWS writes to AWS/Lambda. */
  function rejections(name: string): PutMetricAlarmCommandInput {
    const { Metrics, AlarmDescription: _, ...settings } = alarm?.Properties ?? {}
    const text = JSON.stringify(Metrics)
      .replace('"AWS/Lambda"', '"Lambda"')
      .replaceAll(/\{"Fn::GetAtt":\["\w+","Version"\]\}/g, '"2"')
      .replaceAll(/\{"Ref":"ShipperWorkerFunction\w+"\}/g, `"${name}"`)
      .replaceAll(`{"Fn::Join":["",["${name}",":live"]]}`, `"${name}:live"`)
    return { ...settings, AlarmName: name, Metrics: JSON.parse(text) }
  }

  async function put(
    Namespace: string,
    MetricName: string,
    dimensions: Record<string, string>,
    Value: number,
  ) {
    const Dimensions = Object.entries(dimensions).map(([Name, value]) => ({ Name, Value: value }))
    const MetricData = [{ MetricName, Dimensions, Value, Timestamp: new Date(clock.now()) }]
    await cloudWatch.send(new PutMetricDataCommand({ Namespace, MetricData }))
  }

  test.each([
    [4, 4, 'OK'],
    [5, 5, 'ALARM'],
    [5, 6, 'ALARM'],
    [5, 7, 'OK'],
    [40, 400, 'OK'],
  ])('of %s of %s videos: %s', async (rejected, invoked, state) => {
    const name = `encoder-${rejected}-${invoked}`
    await cloudWatch.send(new PutMetricAlarmCommand(rejections(name)))
    const lambda = { FunctionName: name, Resource: `${name}:live`, ExecutedVersion: '2' }
    await put('Lambda', 'Invocations', lambda, invoked)
    await clock.advanceBy({ minutes: 14 })
    await put('Messaging/dev', 'RejectedRecords', { service: 'shop-shipping', version: '2' }, rejected)
    await clock.advanceBy({ minutes: 2 })
    const { MetricAlarms } = await cloudWatch.send(new DescribeAlarmsCommand({ AlarmNames: [name] }))
    expect(MetricAlarms).toMatchObject([{ StateValue: state }])
    // Those of the next row begin anew.
    await clock.advanceBy({ hours: 4 })
  })
})

describe('a version', () => {
  const first = versionOf(ship(withCanaries()))

  test('is the same for the same code and configuration, whatever the event source does', () => {
    expect(versionOf(ship(withCanaries(), { worker: { maxConcurrency: 40, batchSize: 5 } }))).toBe(first)
  })

  test('is another for other configuration', () => {
    expect(versionOf(ship(withCanaries(), { worker: { environment: { CARRIER: 'post' } } }))).not.toBe(first)
  })

  test('is another for other code', () => {
    const directory = scratchDirectory('bundle')
    const functions = new FunctionBundles(new Map([['shop/shipping', { directory, fingerprint: 'other' }]]))
    const stack = withCanaries()
    Object.assign(stack, { functions })
    expect(versionOf(ship(stack))).not.toBe(first)
  })
})

test.each([
  [2, '5Minutes'],
  [3, '10Minutes'],
  [7, '10Minutes'],
  [8, '15Minutes'],
  [12, '15Minutes'],
  [13, '30Minutes'],
  [15, '30Minutes'],
])('with a timeout of %s minutes, it lasts %s', (timeout, lasts) => {
  const consumer = { function: 'shop/shipping', timeout: Duration.minutes(timeout) } as const
  ship(withCanaries(), { queue: { consumer } }).hasResourceProperties('AWS::CodeDeploy::DeploymentGroup', {
    DeploymentConfigName: `CodeDeployDefault.LambdaCanary10Percent${lasts}`,
  })
})

test('CodeDeploy may shift the aliases of the domain, look at alarms, and nothing else', () => {
  const policies = Object.entries(ship(withCanaries()).findResources('AWS::IAM::Policy'))
  const [, policy] = policies.find(([id]) => id.startsWith('CanariesRole')) ?? []
  const [alarms, shifts, ...others] = statementsOf(policy as never)
  expect(alarms).toMatchObject({ Action: 'cloudwatch:DescribeAlarms' })
  expect(shifts?.Action).toEqual([
    'lambda:GetAlias',
    'lambda:GetProvisionedConcurrencyConfig',
    'lambda:UpdateAlias',
  ])
  const shipper = { 'Fn::GetAtt': [expect.stringMatching(/^ShipperWorkerFunction/), 'Arn'] }
  expect(shifts?.Resource).toEqual([shipper, { 'Fn::Join': ['', [shipper, ':live']] }])
  expect(others).toEqual([])
  ship(withCanaries()).hasResourceProperties('AWS::IAM::Role', {
    Description: 'Shifts Messaging-dev-Shop to new versions',
    ManagedPolicyArns: Match.absent(),
  })
})

test('a stage that gets canaries changes of what it has only the event source, in place', () => {
  const { Resources: before } = ship(domain()).toJSON()
  const { Resources: after } = ship(withCanaries()).toJSON()
  const changed = Object.keys(before).filter(id => !isDeepStrictEqual(before[id], after[id]))
  expect(changed.map(id => before[id].Type)).toEqual(['AWS::Lambda::EventSourceMapping'])
  const [id = ''] = changed
  const { FunctionName } = before[id].Properties
  expect({ ...after[id].Properties, FunctionName }).toEqual(before[id].Properties)
})

test('without canaries, the event source invokes the function', () => {
  const template = ship(domain())
  template.resourceCountIs('AWS::Lambda::Alias', 0)
  template.resourceCountIs('AWS::CodeDeploy::Application', 0)
  template.hasResourceProperties('AWS::Lambda::EventSourceMapping', {
    FunctionName: { Ref: Match.stringLikeRegexp('^ShipperWorkerFunction') },
  })
})
