import { type App, Stack, Validations } from 'aws-cdk-lib'
import { Template } from 'aws-cdk-lib/assertions'
import { AwsSolutionsChecks } from 'cdk-nag'
import { functionNames } from '../../lib/functions.ts'
import { addStacks } from '../../lib/messaging.ts'
import {
  app,
  emptyBundles,
  emptyLayer,
  type Resource,
  resources,
  type Statement,
  statementsOf,
} from './fixture.ts'

interface Located extends Resource {
  id: string
  stack: string
}

function appWith(context: Record<string, unknown> = {}): App {
  const scope = app(context)
  addStacks(scope, { functions: emptyBundles, ffmpeg: emptyLayer })
  return scope
}

function stacksOf(scope: App): Stack[] {
  return scope.node.children.filter(child => child instanceof Stack)
}

function allResources(scope: App): Located[] {
  return stacksOf(scope).flatMap(stack =>
    Object.entries(resources(Template.fromStack(stack))).map(([id, resource]) => ({
      ...resource,
      id,
      stack: stack.stackName,
    })),
  )
}

const everything = allResources(appWith())

function ofType(type: string): Located[] {
  return everything.filter(({ Type }) => Type === type)
}

const queues = ofType('AWS::SQS::Queue')
const functions = ofType('AWS::Lambda::Function')

/** What a `Ref` or the first name of a `Fn::GetAtt` points to. */
function target(value: unknown): string {
  const { Ref, 'Fn::GetAtt': attribute } = value as { Ref?: string; 'Fn::GetAtt'?: string[] }
  return Ref ?? attribute?.[0] ?? ''
}

function named(resource: Located, property: string): string {
  return target(resource.Properties[property])
}

test('a stage has its three stacks, and nothing that only AWS could make sense of', () => {
  expect(stacksOf(appWith({ stage: 'test' })).map(({ stackName }) => stackName)).toEqual([
    'Messaging-test-Operations',
    'Messaging-test-Mail',
    'Messaging-test-Shop',
  ])
  expect([...new Set(everything.map(({ Type }) => Type))].toSorted()).toEqual([
    'AWS::ApiGatewayV2::Api',
    'AWS::ApiGatewayV2::Integration',
    'AWS::ApiGatewayV2::Route',
    'AWS::ApiGatewayV2::Stage',
    'AWS::CloudWatch::Alarm',
    'AWS::DynamoDB::GlobalTable',
    'AWS::IAM::Policy',
    'AWS::IAM::Role',
    'AWS::KMS::Alias',
    'AWS::KMS::Key',
    'AWS::Lambda::EventSourceMapping',
    'AWS::Lambda::Function',
    'AWS::Lambda::Permission',
    'AWS::Logs::LogGroup',
    'AWS::SNS::Subscription',
    'AWS::SNS::Topic',
    'AWS::SNS::TopicPolicy',
    'AWS::SQS::Queue',
    'AWS::SQS::QueuePolicy',
  ])
})

describe('access', () => {
  test('no service principal may use a key for just anybody', () => {
    const statements = ofType('AWS::KMS::Key').flatMap(statementsOf)
    const forServices = statements.filter(
      ({ Principal }) => typeof Principal === 'object' && 'Service' in Principal,
    )
    expect(forServices).toHaveLength(2)
    for (const { Condition } of forServices) {
      expect(Condition?.ArnLike).toHaveProperty('aws:SourceArn')
      expect(Condition?.StringEquals).toEqual({ 'aws:SourceAccount': { Ref: 'AWS::AccountId' } })
    }
  })

  test('a key answers to its account, to conditioned services, and to nobody else', () => {
    for (const { Principal } of ofType('AWS::KMS::Key').flatMap(statementsOf)) {
      expect(Principal).not.toBe('*')
      expect(Object.keys(Principal as object)).toEqual([expect.stringMatching(/^(Service|AWS)$/)])
    }
  })

  test('every role is granted actions by name, on resources by name but for X-Ray and SES', () => {
    for (const { Action, Resource } of ofType('AWS::IAM::Policy').flatMap(statementsOf)) {
      expect(JSON.stringify(Action)).not.toContain('*')
      if (!/^(xray|ses):/.test(String(Action))) expect(JSON.stringify(Resource)).not.toContain('*')
    }
  })

  test('a role uses a key through a service alone', () => {
    const uses = ofType('AWS::IAM::Policy')
      .flatMap(statementsOf)
      .filter(({ Action }) => String(Action).includes('kms:'))
    expect(uses).not.toHaveLength(0)
    for (const { Condition } of uses) expect(Condition?.StringEquals).toHaveProperty('kms:ViaService')
  })

  test('a queue or topic lets a service in for one source of this account', () => {
    const policies = [...ofType('AWS::SQS::QueuePolicy'), ...ofType('AWS::SNS::TopicPolicy')]
    const allowed = policies.flatMap(statementsOf).filter(({ Effect }) => Effect === 'Allow')
    expect(allowed).not.toHaveLength(0)
    for (const { Condition } of allowed) {
      expect({ ...Condition?.ArnEquals, ...Condition?.ArnLike }).toHaveProperty('aws:SourceArn')
      expect(Condition?.StringEquals).toHaveProperty('aws:SourceAccount')
    }
  })

  test('every route takes signed requests', () => {
    const routes = ofType('AWS::ApiGatewayV2::Route').map(({ Properties }) => Properties)
    expect(routes.map(({ RouteKey }) => RouteKey).toSorted()).toEqual([
      'GET /purchases/{id}',
      'POST /purchases',
    ])
    for (const route of routes) expect(route.AuthorizationType).toBe('AWS_IAM')
  })

  test('the mailer sends from its sender alone', () => {
    const [sending] = ofType('AWS::IAM::Policy')
      .flatMap(statementsOf)
      .filter(({ Action }) => Action === 'ses:SendEmail')
    expect(sending?.Condition).toEqual({ StringEquals: { 'ses:FromAddress': 'shop@example.com' } })
  })
})

describe('every queue', () => {
  const sources = queues.filter(({ Properties }) => 'RedrivePolicy' in Properties)

  test('is encrypted by the key of its domain and lets nobody in without TLS', () => {
    for (const queue of queues) {
      expect(named(queue, 'KmsMasterKeyId')).toBe('Key')
      const policies = ofType('AWS::SQS::QueuePolicy').filter(
        ({ stack, Properties }) =>
          stack === queue.stack && (Properties.Queues as unknown[]).some(one => target(one) === queue.id),
      )
      expect(policies.flatMap(statementsOf).filter(deniesPlainText)).toHaveLength(1)
    }
  })

  test('has a dead-letter queue of its type that keeps messages longer, or is one', () => {
    expect(sources).toHaveLength(5)
    for (const queue of sources) {
      const { deadLetterTargetArn, maxReceiveCount } = queue.Properties.RedrivePolicy as Record<
        string,
        unknown
      >
      const deadLetters = queues.find(
        ({ id, stack }) => id === target(deadLetterTargetArn) && stack === queue.stack,
      )
      expect(deadLetters?.Properties.FifoQueue).toBe(queue.Properties.FifoQueue)
      expect(Number(deadLetters?.Properties.MessageRetentionPeriod)).toBeGreaterThan(
        Number(queue.Properties.MessageRetentionPeriod),
      )
      expect(Number(maxReceiveCount)).toBeGreaterThanOrEqual(5)
    }
    for (const queue of queues)
      expect(queue.id).toMatch(sources.includes(queue) ? /Queue$/ : /(DeadLetters|Undelivered)Queue$/)
  })

  test('is polled long, and has its FIFO limits by message group', () => {
    for (const { Properties } of queues) {
      expect(Properties.ReceiveMessageWaitTimeSeconds).toBe(20)
      if (!Properties.FifoQueue) continue
      expect(Properties).toMatchObject({
        DeduplicationScope: 'messageGroup',
        FifoThroughputLimit: 'perMessageGroupId',
      })
    }
  })

  test('has an alarm that looks at that queue: on depth where dead letters lie, on age where work waits', () => {
    const watched = ofType('AWS::CloudWatch::Alarm')
      .filter(({ Properties }) => Properties.Namespace === 'AWS/SQS')
      .map(({ stack, Properties }) => {
        const [dimension] = Properties.Dimensions as { Name: string; Value: unknown }[]
        expect(dimension?.Name).toBe('QueueName')
        return `${Properties.MetricName} ${stack} ${target(dimension?.Value)}`
      })
    expect(watched.toSorted()).toEqual(
      queues
        .map(queue => {
          const metric = sources.includes(queue) ? 'AgeOfOldestMessage' : 'NumberOfMessagesVisible'
          return `Approximate${metric} ${queue.stack} ${queue.id}`
        })
        .toSorted(),
    )
  })

  test("stays invisible for six times its consumer's timeout and the batching window, which receipts alone have", () => {
    const mappings = ofType('AWS::Lambda::EventSourceMapping')
    expect(mappings).toHaveLength(sources.length)
    for (const mapping of mappings) {
      const consumer = find(functions, mapping, 'FunctionName')
      const queue = find(queues, mapping, 'EventSourceArn')
      const { MaximumBatchingWindowInSeconds: window, FunctionResponseTypes } = mapping.Properties
      expect(window).toBe(queue?.id.startsWith('Receipts') ? 1 : undefined)
      expect(Number(queue?.Properties.VisibilityTimeout)).toBe(
        6 * Number(consumer?.Properties.Timeout) + Number(window ?? 0),
      )
      expect(FunctionResponseTypes).toEqual(['ReportBatchItemFailures'])
    }
  })

  function find(among: Located[], from: Located, property: string): Located | undefined {
    return among.find(({ id, stack }) => stack === from.stack && id === named(from, property))
  }

  function deniesPlainText({ Effect, Condition }: Statement): boolean {
    return Effect === 'Deny' && Condition?.Bool?.['aws:SecureTransport'] === 'false'
  }
})

describe('every function', () => {
  const service = ({ Properties }: Located) => environment(Properties).POWERTOOLS_SERVICE_NAME as string

  function environment(properties: Record<string, unknown>): Record<string, unknown> {
    return (properties.Environment as { Variables: Record<string, unknown> }).Variables
  }

  test('of the list is in a stack, and no other', () => {
    expect(functions.map(service).toSorted()).toEqual(
      functionNames.map(name => name.replace('/', '-')).toSorted(),
    )
  })

  test('has a role and a log group of its own, JSON logs and X-Ray', () => {
    expect(new Set(functions.map(one => one.stack + named(one, 'Role'))).size).toBe(functions.length)
    for (const one of functions) {
      expect(one.Properties).toMatchObject({
        Runtime: 'nodejs24.x',
        Architectures: ['arm64'],
        MemorySize: 512,
        TracingConfig: { Mode: 'Active' },
        LoggingConfig: { LogFormat: 'JSON' },
        Handler: 'index.handler',
      })
      const { LogGroup } = one.Properties.LoggingConfig as { LogGroup: unknown }
      const group = ofType('AWS::Logs::LogGroup').find(
        ({ id, stack }) => stack === one.stack && id === target(LogGroup),
      )
      expect(group?.Properties.LogGroupName).toBe(`/messaging/dev/${service(one).replace('-', '/')}`)
    }
  })

  test('is told what it needs and nothing else', () => {
    const told = functions.map(one => [
      service(one),
      Object.keys(environment(one.Properties))
        .filter(name => !name.startsWith('POWERTOOLS_') && name !== 'NODE_OPTIONS')
        .toSorted(),
    ])
    expect(Object.fromEntries(told)).toEqual({
      'shop-buying': ['PURCHASES_TOPIC_ARN', 'REQUESTS_TABLE'],
      'shop-status': ['PURCHASES_TABLE'],
      'shop-shipping': ['DEAD_LETTER_QUEUE_URL', 'PURCHASES_TOPIC_ARN', 'SHIPMENTS_TABLE'],
      'shop-history': ['DEAD_LETTER_QUEUE_URL', 'PURCHASES_TABLE'],
      'shop-receipts': ['DEAD_LETTER_QUEUE_URL', 'EMAILS_QUEUE_URL'],
      'shop-review': ['DEAD_LETTER_QUEUE_URL', 'PURCHASES_TOPIC_ARN'],
      'mail-mailer': ['DEAD_LETTER_QUEUE_URL', 'SENDER', 'SENT_TABLE'],
    })
  })
})

describe('subscriptions', () => {
  function filterOf(queue: string, scope = everything): unknown {
    const [subscription] = scope.filter(
      one => one.Type === 'AWS::SNS::Subscription' && named(one, 'Endpoint') === `${queue}Queue`,
    )
    return subscription?.Properties.FilterPolicy
  }

  test('shipping and receipts take what was placed, history takes all', () => {
    expect(filterOf('Shipping')).toEqual({ type: ['shop.purchase.placed.v1'] })
    expect(filterOf('Receipts')).toEqual({ type: ['shop.purchase.placed.v1'] })
    expect(filterOf('History')).toBeUndefined()
  })

  test("review takes what was placed at or above its currency's limit, and what has no limit", () => {
    const scope = allResources(appWith({ reviewLimits: { EUR: 100, JPY: 9000 } }))
    expect(filterOf('Review', scope)).toEqual({
      type: ['shop.purchase.placed.v1'],
      data: {
        total: {
          $or: [
            { currency: ['EUR'], amount: [{ numeric: ['>=', 100] }] },
            { currency: ['JPY'], amount: [{ numeric: ['>=', 9000] }] },
            { currency: [{ 'anything-but': ['EUR', 'JPY'] }] },
          ],
        },
      },
    })
  })
})

describe('a stage', () => {
  const DATA = ['AWS::DynamoDB::GlobalTable', 'AWS::KMS::Key', 'AWS::Logs::LogGroup', 'AWS::SQS::Queue']
  const policies = (context: Record<string, unknown>) =>
    new Set(
      allResources(appWith(context))
        .filter(({ Type }) => DATA.includes(Type))
        .map(resource => (resource as unknown as { DeletionPolicy: string }).DeletionPolicy),
    )

  test('keeps its data when it is deleted in production, and nowhere else', () => {
    expect(policies({ stage: 'production' })).toEqual(new Set(['RetainExceptOnCreate']))
    expect(policies({ stage: 'test' })).toEqual(new Set(['Delete']))
  })

  test('mails its alarms where there is an address', () => {
    const emails = allResources(appWith({ alarmAddress: 'on-call@example.com' })).filter(
      ({ Properties }) => Properties.Protocol === 'email',
    )
    expect(emails.map(({ Properties }) => Properties.Endpoint)).toEqual(['on-call@example.com'])
  })

  test('tells every alarm, and says what to do', () => {
    for (const { Properties } of ofType('AWS::CloudWatch::Alarm')) {
      const told = [{ 'Fn::ImportValue': expect.stringContaining('Messaging-dev-Operations:') }]
      expect(Properties).toMatchObject({ AlarmActions: told, OKActions: told })
      expect(String(Properties.AlarmDescription)).toMatch(/log group|console|queue/)
      expect(String(Properties.AlarmDescription).length).toBeLessThanOrEqual(1024)
    }
  })
})

describe('cdk-nag', () => {
  test('finds nothing that is not acknowledged', () => {
    const scope = appWith()
    Validations.of(scope).addPlugins(new AwsSolutionsChecks())
    expect(() => scope.synth()).not.toThrow()
  })

  test('is told why, in one sentence, where it is wrong', () => {
    const acknowledged = appWith()
      .node.findAll()
      .flatMap(({ node }) =>
        node.metadata.filter(({ type }) => type === Validations.ACKNOWLEDGED_RULES_METADATA_KEY),
      )
      .flatMap(({ data }) => Object.entries(data as Record<string, string>))
    expect(
      [...new Set(acknowledged.map(([id]) => id.replace(/^.*::(?=AwsSolutions)/, '')))].toSorted(),
    ).toEqual([
      'AwsSolutions-IAM5[Resource::*]',
      'AwsSolutions-IAM5[Resource::arn:<AWS::Partition>:ses:<AWS::Region>:<AWS::AccountId>:identity/*]',
      'AwsSolutions-SQS3',
    ])
    for (const [, reason] of acknowledged) expect(reason).toMatch(/^[A-Za-z][^.]*\.$/)
  })
})
