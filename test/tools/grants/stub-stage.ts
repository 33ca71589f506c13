import { LocalAws } from '@messaging-on-aws/local-aws'
import { localConnection } from '../../../tools/clients/connection.ts'
import type { Target } from '../../../tools/clients/target.ts'
import { StubAssembly } from '../preflight/stub-assembly.ts'

const ROLE_PATH = 'Messaging-dev-Orders/Worker/Role'

const path = (name: string) => ({ 'aws:cdk:path': name })
const arnOf = (logicalId: string) => ({ 'Fn::GetAtt': [logicalId, 'Arn'] })

/** A queue, another one in a second stack, and a role that may do something with both. */
const ORDERS = {
  Resources: {
    Queue: {
      Type: 'AWS::SQS::Queue',
      Properties: { QueueName: 'orders' },
      Metadata: path('Messaging-dev-Orders/Queue/Resource'),
    },
    QueuePolicy: {
      Type: 'AWS::SQS::QueuePolicy',
      Properties: {
        Queues: [{ Ref: 'Queue' }],
        PolicyDocument: {
          Version: '2012-10-17',
          Statement: [
            { Effect: 'Deny', Principal: '*', Action: 'sqs:PurgeQueue', Resource: arnOf('Queue') },
            {
              Effect: 'Allow',
              Principal: { Service: 'sns.amazonaws.com' },
              Action: 'sqs:SendMessage',
              Resource: arnOf('Queue'),
            },
          ],
        },
      },
      Metadata: path('Messaging-dev-Orders/Queue/Policy/Resource'),
    },
    Role: {
      Type: 'AWS::IAM::Role',
      Properties: {
        RoleName: 'worker',
        AssumeRolePolicyDocument: {
          Version: '2012-10-17',
          Statement: [
            { Effect: 'Allow', Principal: { Service: 'lambda.amazonaws.com' }, Action: 'sts:AssumeRole' },
          ],
        },
      },
      Metadata: path(`${ROLE_PATH}/Resource`),
    },
    Policy: {
      Type: 'AWS::IAM::Policy',
      Properties: {
        PolicyName: 'DefaultPolicy',
        Roles: [{ Ref: 'Role' }],
        PolicyDocument: {
          Version: '2012-10-17',
          Statement: [
            {
              Effect: 'Allow',
              Action: ['sqs:SendMessage', 'sqs:ReceiveMessage'],
              Resource: [arnOf('Queue'), { 'Fn::ImportValue': 'returns-arn' }],
            },
            { Effect: 'Allow', Action: 'sqs:ListQueues', Resource: '*' },
          ],
        },
      },
      Metadata: path(`${ROLE_PATH}/DefaultPolicy/Resource`),
    },
  },
}

const RETURNS = {
  Resources: {
    Returns: {
      Type: 'AWS::SQS::Queue',
      Properties: { QueueName: 'returns' },
      Metadata: path('Messaging-dev-Returns/Queue/Resource'),
    },
    ReturnsPolicy: {
      Type: 'AWS::SQS::QueuePolicy',
      Properties: {
        Queues: [{ Ref: 'Returns' }],
        PolicyDocument: {
          Version: '2012-10-17',
          Statement: {
            Effect: 'Allow',
            Principal: { Service: 's3.amazonaws.com' },
            Action: 'sqs:SendMessage',
            Resource: arnOf('Returns'),
            Condition: {
              ArnLike: {
                'aws:SourceArn': { 'Fn::Join': ['', ['arn:', { Ref: 'AWS::Partition' }, ':s3:::box']] },
              },
              StringEquals: { 'aws:SourceAccount': { Ref: 'AWS::AccountId' } },
            },
          },
        },
      },
      Metadata: path('Messaging-dev-Returns/Queue/Policy/Resource'),
    },
  },
  Outputs: { Arn: { Value: arnOf('Returns'), Export: { Name: 'returns-arn' } } },
}

/** A local AWS with two stacks of a stage that never deployed anything else. */
export class StubStage {
  readonly #aws: LocalAws
  readonly #assembly: StubAssembly

  private constructor(aws: LocalAws, assembly: StubAssembly) {
    this.#aws = aws
    this.#assembly = assembly
  }

  static async open(): Promise<StubStage> {
    const assembly = await StubAssembly.of({
      'Messaging-dev-Returns': RETURNS,
      'Messaging-dev-Orders': ORDERS,
    })
    return new StubStage(await LocalAws.start({ assembly: assembly.directory }), assembly)
  }

  async close(): Promise<void> {
    await this.#aws.stop()
    await this.#assembly.remove()
  }

  get target(): Target {
    const { endpoint, developer } = this.#aws
    return { connection: localConnection(endpoint, developer), stage: 'dev', place: endpoint }
  }

  /** The configuration of a client that is signed in as the worker. */
  get worker() {
    const { account, credentials, endpoint } = this.#aws
    const session = credentials.assumeRole(`arn:aws:iam::${account.id}:role/worker`, 'session')
    return { endpoint, region: account.region, credentials: session, maxAttempts: 1 }
  }
}
