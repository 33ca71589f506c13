import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** A cloud assembly in a directory of its own, as `cdk synth` writes it. */
export class StubAssembly {
  readonly directory: string

  private constructor(directory: string) {
    this.directory = directory
  }

  /** @param templates by stack name */
  static async of(templates: Record<string, object>): Promise<StubAssembly> {
    const assembly = new StubAssembly(await mkdtemp(join(tmpdir(), 'assembly-')))
    const artifacts = Object.keys(templates).map((name): [string, object] => [
      name,
      {
        type: 'aws:cloudformation:stack',
        environment: 'aws://unknown-account/unknown-region',
        properties: { templateFile: `${name}.template.json` },
      },
    ])
    await assembly.write('manifest.json', { version: '55.0.0', artifacts: Object.fromEntries(artifacts) })
    for (const [name, template] of Object.entries(templates)) {
      await assembly.write(`${name}.template.json`, template)
    }
    return assembly
  }

  /** Writes one more file, or another one of that name. */
  async write(name: string, content: object): Promise<void> {
    await writeFile(join(this.directory, name), JSON.stringify(content))
  }

  async remove(): Promise<void> {
    await rm(this.directory, { recursive: true })
  }
}

export const STACK = 'Messaging-prod-Shop'

const BUCKET = {
  'Fn::Join': ['', ['messaging-prod-videos-', { Ref: 'AWS::AccountId' }, '-', { Ref: 'AWS::Region' }]],
}

/** One of each that the stacks have and that preflight looks at. */
const Resources = {
  Queue: { Type: 'AWS::SQS::Queue', Properties: { QueueName: 'Messaging-prod-Shop-Shipping.fifo' } },
  Topic: { Type: 'AWS::SNS::Topic', Properties: { TopicName: 'Messaging-prod-Shop-Purchases.fifo' } },
  Logs: { Type: 'AWS::Logs::LogGroup', Properties: { LogGroupName: '/messaging/prod/shop/buying' } },
  Videos: {
    Type: 'AWS::S3::Bucket',
    Properties: { BucketName: BUCKET },
    DeletionPolicy: 'RetainExceptOnCreate',
  },
  Alias: { Type: 'AWS::KMS::Alias', Properties: { AliasName: 'alias/messaging/prod/shop' } },
  Events: { Type: 'AWS::SES::ConfigurationSet', Properties: { Name: 'Messaging-prod-Mail' } },
  Table: {
    Type: 'AWS::DynamoDB::GlobalTable',
    Properties: { TableName: 'messaging-prod-purchases' },
    DeletionPolicy: 'RetainExceptOnCreate',
  },
  Alarm: { Type: 'AWS::CloudWatch::Alarm', Properties: { AlarmName: 'prod-shop-shipping-dead' } },
  Waking: { Type: 'AWS::CloudWatch::CompositeAlarm', Properties: { AlarmName: 'prod-shop' } },
  Dashboard: { Type: 'AWS::CloudWatch::Dashboard', Properties: { DashboardName: 'Messaging-prod-Overview' } },
  Traces: { Type: 'AWS::XRay::Group', Properties: { GroupName: 'Messaging-prod' } },
  Delivery: {
    Type: 'AWS::KinesisFirehose::DeliveryStream',
    Properties: { DeliveryStreamName: 'Messaging-prod-Clickstream-Lake' },
  },
  Workgroup: { Type: 'AWS::Athena::WorkGroup', Properties: { Name: 'Messaging-prod-Clickstream-Queries' } },
  Catalog: { Type: 'AWS::Glue::Database', Properties: { DatabaseInput: { Name: 'messaging_prod' } } },
  Unnamed: { Type: 'AWS::SQS::Queue', Properties: {} },
  Encoder: { Type: 'AWS::Lambda::Function', Properties: { MemorySize: 3538 } },
  Synchronous: {
    Type: 'AWS::Lambda::Function',
    Properties: { MemorySize: 512, ReservedConcurrentExecutions: 30 },
  },
  Clicks: { Type: 'AWS::Kinesis::Stream', Properties: { Name: 'Messaging-prod-Shop-Clicks', ShardCount: 3 } },
  Reader: {
    Type: 'AWS::Lambda::EventSourceMapping',
    Properties: { EventSourceArn: { 'Fn::GetAtt': ['Clicks', 'Arn'] }, ParallelizationFactor: 2 },
  },
  Consumer: {
    Type: 'AWS::Kinesis::StreamConsumer',
    Properties: { StreamARN: { 'Fn::GetAtt': ['Clicks', 'Arn'] } },
  },
  Pushed: {
    Type: 'AWS::Lambda::EventSourceMapping',
    Properties: { EventSourceArn: { 'Fn::GetAtt': ['Consumer', 'ConsumerARN'] } },
  },
  Source: {
    Type: 'AWS::Lambda::EventSourceMapping',
    Properties: { ScalingConfig: { MaximumConcurrency: 77 } },
  },
  Stage: {
    Type: 'AWS::ApiGatewayV2::Stage',
    Properties: {
      AccessLogSettings: { DestinationArn: { 'Fn::GetAtt': ['Logs', 'Arn'] } },
      DefaultRouteSettings: { ThrottlingBurstLimit: 2000, ThrottlingRateLimit: 1000 },
      RouteSettings: { 'GET /unsubscribe': { ThrottlingBurstLimit: 200, ThrottlingRateLimit: 100 } },
    },
  },
  Policy: {
    Type: 'AWS::IAM::Policy',
    Properties: {
      PolicyDocument: {
        Statement: [
          { Action: 'sqs:SendMessage' },
          {
            Action: 'ses:SendEmail',
            Condition: { StringEquals: { 'ses:FromAddress': 'shop@mail.books.dev' } },
          },
        ],
      },
    },
  },
}

/** A cloud assembly of one stack, as `cdk synth` writes it. */
export async function stubAssembly({
  account = 'unknown-account',
  region = 'unknown-region',
} = {}): Promise<StubAssembly> {
  const assembly = await StubAssembly.of({ [STACK]: { Resources } })
  const bootstrap = {
    requiresBootstrapStackVersion: 6,
    bootstrapStackVersionSsmParameter: '/cdk-bootstrap/hnb659fds/version',
  }
  await assembly.write('manifest.json', {
    version: '55.0.0',
    artifacts: {
      [`${STACK}.assets`]: {
        type: 'cdk:asset-manifest',
        properties: { file: `${STACK}.assets.json`, ...bootstrap },
      },
      [STACK]: {
        type: 'aws:cloudformation:stack',
        environment: `aws://${account}/${region}`,
        properties: { templateFile: `${STACK}.template.json`, ...bootstrap },
      },
    },
  })
  const bucketName = ['cdk-hnb659fds-assets', 'AWS::AccountId', 'AWS::Region']
    .map(part => (part.includes('::') ? `\${${part}}` : part))
    .join('-')
  await assembly.write(`${STACK}.assets.json`, {
    files: { code: { destinations: { here: { bucketName, objectKey: 'code.zip' } } } },
  })
  return assembly
}
