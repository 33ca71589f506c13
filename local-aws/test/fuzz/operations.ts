import * as athena from '@aws-sdk/client-athena'
import * as cloudformation from '@aws-sdk/client-cloudformation'
import * as cloudwatch from '@aws-sdk/client-cloudwatch'
import * as logs from '@aws-sdk/client-cloudwatch-logs'
import * as codedeploy from '@aws-sdk/client-codedeploy'
import * as dynamodb from '@aws-sdk/client-dynamodb'
import * as firehose from '@aws-sdk/client-firehose'
import * as glue from '@aws-sdk/client-glue'
import * as iam from '@aws-sdk/client-iam'
import * as kinesis from '@aws-sdk/client-kinesis'
import * as kms from '@aws-sdk/client-kms'
import * as lambda from '@aws-sdk/client-lambda'
import * as s3 from '@aws-sdk/client-s3'
import * as sesv2 from '@aws-sdk/client-sesv2'
import * as sns from '@aws-sdk/client-sns'
import * as sqs from '@aws-sdk/client-sqs'
import * as sts from '@aws-sdk/client-sts'
import * as xray from '@aws-sdk/client-xray'
import { SmithyRpcV2CborProtocol } from '@smithy/core/cbor'
import { NormalizedSchema } from '@smithy/core/schema'

export type Protocol = 'json' | 'query' | 'rest-json' | 'rest-xml' | 'cbor' | 'http-api'

interface ServiceClient {
  send(command: object): Promise<unknown>
}

type Client = new (configuration: object) => ServiceClient

export interface Service {
  name: string
  signingName: string
  protocol: Protocol
  client: Client
  /** The SDK's class of the protocol, if it is not the one that the client uses by itself. */
  clientProtocol?: unknown
}

export interface Operation {
  service: Service
  name: string
  /** Whether it changes nothing, by its name. */
  reads: boolean
  input: NormalizedSchema
  command: new (input: object) => object
}

/** The SDK describes an operation by `[9, namespace, name, traits, input, output]`. */
const OPERATION = 9
const READS = /^(Get|List|Describe|BatchGet|Filter|Receive|Head|Scan|Query|Lookup|Search)/

/** As SNS's client has it: SQS and CloudWatch still speak it, too. */
const QUERY = new sns.SNSClient({ region: 'us-east-1' }).config.protocol?.constructor

const SERVICES: readonly [object, Client, Omit<Service, 'client'>][] = [
  [athena, athena.AthenaClient, { name: 'athena', signingName: 'athena', protocol: 'json' }],
  [
    codedeploy,
    codedeploy.CodeDeployClient,
    { name: 'codedeploy', signingName: 'codedeploy', protocol: 'json' },
  ],
  [
    cloudformation,
    cloudformation.CloudFormationClient,
    { name: 'cloudformation', signingName: 'cloudformation', protocol: 'query' },
  ],
  [
    cloudwatch,
    cloudwatch.CloudWatchClient,
    { name: 'cloudwatch', signingName: 'monitoring', protocol: 'json' },
  ],
  [
    cloudwatch,
    cloudwatch.CloudWatchClient,
    { name: 'cloudwatch', signingName: 'monitoring', protocol: 'query', clientProtocol: QUERY },
  ],
  [
    cloudwatch,
    cloudwatch.CloudWatchClient,
    {
      name: 'cloudwatch',
      signingName: 'monitoring',
      protocol: 'cbor',
      clientProtocol: SmithyRpcV2CborProtocol,
    },
  ],
  [logs, logs.CloudWatchLogsClient, { name: 'logs', signingName: 'logs', protocol: 'json' }],
  [dynamodb, dynamodb.DynamoDBClient, { name: 'dynamodb', signingName: 'dynamodb', protocol: 'json' }],
  [firehose, firehose.FirehoseClient, { name: 'firehose', signingName: 'firehose', protocol: 'json' }],
  [glue, glue.GlueClient, { name: 'glue', signingName: 'glue', protocol: 'json' }],
  [iam, iam.IAMClient, { name: 'iam', signingName: 'iam', protocol: 'query' }],
  [kinesis, kinesis.KinesisClient, { name: 'kinesis', signingName: 'kinesis', protocol: 'json' }],
  [kms, kms.KMSClient, { name: 'kms', signingName: 'kms', protocol: 'json' }],
  [lambda, lambda.LambdaClient, { name: 'lambda', signingName: 'lambda', protocol: 'rest-json' }],
  [s3, s3.S3Client, { name: 's3', signingName: 's3', protocol: 'rest-xml' }],
  [sesv2, sesv2.SESv2Client, { name: 'ses', signingName: 'ses', protocol: 'rest-json' }],
  [sns, sns.SNSClient, { name: 'sns', signingName: 'sns', protocol: 'query' }],
  [sqs, sqs.SQSClient, { name: 'sqs', signingName: 'sqs', protocol: 'json' }],
  [sqs, sqs.SQSClient, { name: 'sqs', signingName: 'sqs', protocol: 'query', clientProtocol: QUERY }],
  [sts, sts.STSClient, { name: 'sts', signingName: 'sts', protocol: 'query' }],
  [xray, xray.XRayClient, { name: 'xray', signingName: 'xray', protocol: 'rest-json' }],
]

/** Every operation of every service that the local AWS has, whether it simulates it or not. */
export function allOperations(): Operation[] {
  return SERVICES.flatMap(([sdk, client, about]) => operationsOf(sdk, { ...about, client }))
}

function operationsOf(sdk: object, service: Service): Operation[] {
  const exported = sdk as Record<string, unknown>
  return Object.values(exported).flatMap(value => {
    if (!Array.isArray(value) || value[0] !== OPERATION) return []
    const name = value[2] as string
    return {
      service,
      name,
      reads: READS.test(name),
      input: NormalizedSchema.of(value[4]),
      command: exported[`${name}Command`] as Operation['command'],
    }
  })
}
