import { Validations } from 'aws-cdk-lib'
import { AwsSolutionsChecks } from 'cdk-nag'
import { allResources, appWith, stacksOf } from './app-of-stage.ts'
import { descriptionOf } from './fixture.ts'
import { everything, named, ofType } from './stage.ts'

test('a stage has its six stacks, and no names that only AWS could resolve', () => {
  expect(stacksOf(appWith({ stage: 'test' })).map(({ stackName }) => stackName)).toEqual([
    'Messaging-test-Operations',
    'Messaging-test-Mail',
    'Messaging-test-Shop',
    'Messaging-test-Video',
    'Messaging-test-Posts',
    'Messaging-test-Clickstream',
  ])
  expect([...new Set(everything.map(({ Type }) => Type))].toSorted()).toEqual([
    'AWS::ApiGatewayV2::Api',
    'AWS::ApiGatewayV2::Integration',
    'AWS::ApiGatewayV2::Route',
    'AWS::ApiGatewayV2::Stage',
    'AWS::Athena::NamedQuery',
    'AWS::Athena::WorkGroup',
    'AWS::CloudWatch::Alarm',
    'AWS::CloudWatch::CompositeAlarm',
    'AWS::CloudWatch::Dashboard',
    'AWS::DynamoDB::GlobalTable',
    'AWS::Glue::Database',
    'AWS::Glue::Table',
    'AWS::IAM::Policy',
    'AWS::IAM::Role',
    'AWS::KMS::Alias',
    'AWS::KMS::Key',
    'AWS::Kinesis::Stream',
    'AWS::KinesisFirehose::DeliveryStream',
    'AWS::Lambda::EventSourceMapping',
    'AWS::Lambda::Function',
    'AWS::Lambda::LayerVersion',
    'AWS::Lambda::Permission',
    'AWS::Logs::LogGroup',
    'AWS::Logs::LogStream',
    'AWS::Logs::QueryDefinition',
    'AWS::S3::Bucket',
    'AWS::S3::BucketPolicy',
    'AWS::SES::ConfigurationSet',
    'AWS::SES::ConfigurationSetEventDestination',
    'AWS::SNS::Subscription',
    'AWS::SNS::Topic',
    'AWS::SNS::TopicPolicy',
    'AWS::SQS::Queue',
    'AWS::SQS::QueuePolicy',
    'AWS::XRay::Group',
    'Custom::TopicArchive',
  ])
})

test('a stage has its experiments if they are requested', () => {
  const names = stacksOf(appWith({ stage: 'test', experiments: 'true' })).map(({ stackName }) => stackName)
  expect(names.at(-1)).toBe('Messaging-test-SynchronousVideo')
  expect(names).toHaveLength(7)
})

describe('a stage', () => {
  test('mails its alarms where there is an address', () => {
    const emails = allResources(appWith({ alarmAddress: 'on-call@example.com' })).filter(
      ({ Properties }) => Properties.Protocol === 'email',
    )
    expect(emails.map(({ Properties }) => Properties.Endpoint)).toEqual([
      'on-call@example.com',
      'on-call@example.com',
    ])
    expect(emails.map(one => [named(one, 'TopicArn'), one.Properties.FilterPolicy])).toEqual([
      ['AlarmsTopic', undefined],
      ['AlarmsRecoveries', { NewStateValue: ['OK'], OldStateValue: ['ALARM'] }],
    ])
  })

  test('tells what wakes somebody, and says what to do in every alarm', () => {
    for (const { Properties, stack } of ofType('AWS::CloudWatch::CompositeAlarm')) {
      // Those of the operations stack are beside their topics.
      const told = (topic: string) => [
        stack === 'Messaging-dev-Operations'
          ? { Ref: `Alarms${topic}` }
          : {
              'Fn::ImportValue': expect.stringContaining(
                `Messaging-dev-Operations:ExportsOutputRefAlarms${topic}`,
              ),
            },
      ]
      expect(Properties).toMatchObject({ AlarmActions: told('Topic'), OKActions: told('Recoveries') })
    }
    for (const { Properties } of ofType('AWS::CloudWatch::Alarm')) {
      expect(descriptionOf(Properties)).toMatch(/log group|console|queue/)
      expect(descriptionOf(Properties).length).toBeLessThanOrEqual(1024)
    }
  })
})

describe('cdk-nag', () => {
  test('finds nothing that is not acknowledged', () => {
    const scope = appWith({ experiments: true })
    Validations.of(scope).addPlugins(new AwsSolutionsChecks())
    expect(() => scope.synth()).not.toThrow()
  })

  test('is told why, in one sentence, where it is wrong', () => {
    const acknowledged = appWith({ experiments: true })
      .node.findAll()
      .flatMap(({ node }) =>
        node.metadata.filter(({ type }) => type === Validations.ACKNOWLEDGED_RULES_METADATA_KEY),
      )
      .flatMap(({ data }) => Object.entries(data as Record<string, string>))
    expect([...new Set(acknowledged.map(([id]) => rule(id)))].toSorted()).toEqual([
      'AwsSolutions-APIG4',
      'AwsSolutions-IAM5[Resource::*]',
      'AwsSolutions-IAM5[Resource::<BasketsGivenUpBucket.Arn>/aws/lambda/*]',
      'AwsSolutions-IAM5[Resource::<Bucket.Arn>/renditions/*/outcome.json]',
      'AwsSolutions-IAM5[Resource::<Bucket.Arn>/renditions/*]',
      'AwsSolutions-IAM5[Resource::<Bucket.Arn>/uploads/*]',
      'AwsSolutions-IAM5[Resource::<GivenUpBucket.Arn>/aws/lambda/*]',
      'AwsSolutions-IAM5[Resource::<LakeBucket.Arn>/events/*]',
      'AwsSolutions-IAM5[Resource::<LakeBucket.Arn>/failed/*]',
      'AwsSolutions-IAM5[Resource::arn:<AWS::Partition>:ses:<AWS::Region>:<AWS::AccountId>:identity/*]',
      'AwsSolutions-KDF1',
      'AwsSolutions-KDS3',
      'AwsSolutions-S1',
      'AwsSolutions-SQS3',
    ])
    for (const [, reason] of acknowledged) expect(reason).toMatch(/^[A-Za-z][^.]*\.$/)
  })

  /** Without the pack's name and the hash of a logical id. */
  function rule(id: string): string {
    return id.replace(/^.*::(?=AwsSolutions)/, '').replace(/(?<=<\w+)[0-9A-F]{8}(?=\.Arn>)/, '')
  }
})
