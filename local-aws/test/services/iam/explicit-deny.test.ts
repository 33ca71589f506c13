import { CloudWatch } from '@aws-sdk/client-cloudwatch'
import { CloudWatchLogs } from '@aws-sdk/client-cloudwatch-logs'
import { DynamoDB, type TransactWriteItem } from '@aws-sdk/client-dynamodb'
import { KMS } from '@aws-sdk/client-kms'
import { Lambda } from '@aws-sdk/client-lambda'
import { GetObjectCommand, S3 } from '@aws-sdk/client-s3'
import { SESv2 } from '@aws-sdk/client-sesv2'
import { SNS } from '@aws-sdk/client-sns'
import { SQS } from '@aws-sdk/client-sqs'
import { STS } from '@aws-sdk/client-sts'
import { XRay } from '@aws-sdk/client-xray'
import { getSignedUrl } from '@aws-sdk/s3-request-presigner'
import { SteppedClock } from '../../../src/clock.ts'
import { LocalAws } from '../../../src/local-aws.ts'
import { Assembly } from '../../template/assembly.ts'
import { TRUST } from '../../trust-policy.ts'
import { iamRequest } from './iam-request.ts'

const ROLE = 'worker'
const ADMINISTRATOR = 'arn:aws:iam::aws:policy/AdministratorAccess'
const SESSION = `arn:aws:sts::000000000000:assumed-role/${ROLE}/function`

let aws: LocalAws
let clients: ReturnType<typeof clientsOf>
let developer: ReturnType<typeof clientsOf>

function clientsOf(credentials: { accessKeyId: string; secretAccessKey: string; sessionToken?: string }) {
  const options = { endpoint: aws.endpoint, region: 'us-east-1', credentials, maxAttempts: 1 }
  return {
    cloudWatch: new CloudWatch(options),
    dynamoDb: new DynamoDB(options),
    kms: new KMS(options),
    lambda: new Lambda(options),
    logs: new CloudWatchLogs(options),
    s3: new S3(options),
    ses: new SESv2(options),
    sns: new SNS(options),
    sqs: new SQS(options),
    sts: new STS(options),
    xray: new XRay(options),
  }
}

const arn = (service: string, resource: string) => aws.account.arn(service, resource)
const urlOf = (queue: string) => `${aws.endpoint}/000000000000/${queue}`
let key: string

beforeAll(async () => {
  const assembly = await Assembly.of({
    Shop: {
      Resources: {
        Worker: {
          Type: 'AWS::IAM::Role',
          Properties: { RoleName: ROLE, AssumeRolePolicyDocument: TRUST, ManagedPolicyArns: [ADMINISTRATOR] },
        },
        Guarded: {
          Type: 'AWS::IAM::Role',
          Properties: {
            RoleName: 'guarded',
            AssumeRolePolicyDocument: TRUST,
            ManagedPolicyArns: [ADMINISTRATOR],
          },
        },
        Bounded: {
          Type: 'AWS::IAM::Role',
          Properties: {
            RoleName: 'bounded',
            AssumeRolePolicyDocument: TRUST,
            ManagedPolicyArns: [ADMINISTRATOR],
            PermissionsBoundary: { Ref: 'Boundary' },
          },
        },
        Boundary: {
          Type: 'AWS::IAM::ManagedPolicy',
          Properties: {
            PolicyDocument: {
              Statement: [
                { Effect: 'Allow', Action: '*', Resource: '*' },
                { Effect: 'Deny', Action: 'sns:*', Resource: '*' },
              ],
            },
          },
        },
        Guard: {
          Type: 'AWS::IAM::ManagedPolicy',
          Properties: {
            PolicyDocument: { Statement: [{ Effect: 'Deny', Action: 'sqs:Delete*', Resource: '*' }] },
            Roles: [{ Ref: 'Guarded' }],
          },
        },
      },
    },
  })
  aws = await LocalAws.start({ assembly: assembly.directory, clock: new SteppedClock() })
  await assembly.remove()
  developer = clientsOf(aws.developer)
  clients = clientsOf(aws.credentials.assumeRole(`arn:aws:iam::000000000000:role/${ROLE}`, 'function'))

  key = (await developer.kms.createKey({})).KeyMetadata?.Arn as string
  await developer.sqs.createQueue({ QueueName: 'orders' })
  await developer.sqs.createQueue({ QueueName: 'sealed', Attributes: { KmsMasterKeyId: key } })
  await developer.sns.createTopic({ Name: 'news' })
  await developer.sns.createTopic({ Name: 'sealed', Attributes: { KmsMasterKeyId: key } })
  for (const TableName of ['stock', 'sealed']) {
    await developer.dynamoDb.createTable({
      TableName,
      BillingMode: 'PAY_PER_REQUEST',
      AttributeDefinitions: [{ AttributeName: 'id', AttributeType: 'S' }],
      KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
      ...(TableName === 'sealed' && { SSESpecification: { SSEType: 'KMS', KMSMasterKeyId: key } }),
    })
  }
  await developer.s3.createBucket({ Bucket: 'files' })
  await developer.s3.putObject({ Bucket: 'files', Key: 'a', Body: 'a' })
})

afterAll(async () => {
  for (const client of [...Object.values(clients), ...Object.values(developer)]) client.destroy()
  await aws.stop()
})

async function deny(Action: string, Resource = '*', Condition: object = {}): Promise<void> {
  const PolicyDocument = JSON.stringify({
    Version: '2012-10-17',
    Statement: [{ Effect: 'Deny', Action, Resource, Condition }],
  })
  const input = { RoleName: ROLE, PolicyName: 'gameday', PolicyDocument }
  expect(
    (await iamRequest({ endpoint: aws.endpoint, credentials: aws.developer }, 'PutRolePolicy', input)).status,
  ).toBe(200)
}

function allow(): Promise<unknown> {
  return iamRequest({ endpoint: aws.endpoint, credentials: aws.developer }, 'DeleteRolePolicy', {
    RoleName: ROLE,
    PolicyName: 'gameday',
  })
}

afterEach(allow)

interface Failure {
  name: string
  message: string
  $metadata: { httpStatusCode?: number }
}

/** `OK`, or the error's name and status. */
async function outcomeOf(call: Promise<unknown>): Promise<string> {
  return call.then(
    () => 'OK',
    ({ name, $metadata }: Failure) => `${name} ${$metadata.httpStatusCode}`,
  )
}

async function messageOf(call: Promise<unknown>): Promise<string> {
  return call.then(
    () => 'OK',
    ({ message }: Failure) => message,
  )
}

const item = (id: string) => ({ id: { S: id } })
const mail = {
  FromEmailAddress: 'shop@example.com',
  Destination: { ToAddresses: ['reader@example.com'] },
  Content: { Simple: { Subject: { Data: 'x' }, Body: { Text: { Data: 'x' } } } },
}

const STOCK = { TableName: 'stock', Key: item('1') }

/** An action of a transaction by the IAM action that it needs. */
const TRANSACT_ITEMS: Record<string, TransactWriteItem> = {
  PutItem: { Put: { TableName: 'stock', Item: item('1') } },
  UpdateItem: { Update: { ...STOCK, UpdateExpression: 'REMOVE price' } },
  DeleteItem: { Delete: STOCK },
  ConditionCheckItem: { ConditionCheck: { ...STOCK, ConditionExpression: 'attribute_not_exists(price)' } },
}
const OTHER_ACTION: TransactWriteItem = { Put: { TableName: 'sealed', Item: item('2') } }

type Call = [operation: string, action: string, call: () => Promise<unknown>, refusal: string]

/** Every operation with the action that IAM's Service Authorization Reference has for it. */
const CALLS: Call[] = [
  [
    'GetItem',
    'dynamodb:GetItem',
    () => clients.dynamoDb.getItem({ TableName: 'stock', Key: item('1') }),
    'AccessDeniedException 400',
  ],
  [
    'BatchWriteItem',
    'dynamodb:BatchWriteItem',
    () => clients.dynamoDb.batchWriteItem({ RequestItems: { stock: [{ PutRequest: { Item: item('1') } }] } }),
    'AccessDeniedException 400',
  ],
  [
    'SendMessage',
    'sqs:SendMessage',
    () => clients.sqs.sendMessage({ QueueUrl: urlOf('orders'), MessageBody: '1' }),
    'AccessDenied 403',
  ],
  [
    'SendMessageBatch',
    'sqs:SendMessage',
    () =>
      clients.sqs.sendMessageBatch({
        QueueUrl: urlOf('orders'),
        Entries: [{ Id: '1', MessageBody: '1' }],
      }),
    'AccessDenied 403',
  ],
  [
    'Publish',
    'sns:Publish',
    () => clients.sns.publish({ TopicArn: arn('sns', 'news'), Message: 'x' }),
    'AuthorizationErrorException 403',
  ],
  [
    'PublishBatch',
    'sns:Publish',
    () =>
      clients.sns.publishBatch({
        TopicArn: arn('sns', 'news'),
        PublishBatchRequestEntries: [{ Id: '1', Message: 'x' }],
      }),
    'AuthorizationErrorException 403',
  ],
  [
    'PutObject',
    's3:PutObject',
    () => clients.s3.putObject({ Bucket: 'files', Key: 'b', Body: 'b' }),
    'AccessDenied 403',
  ],
  [
    'CreateMultipartUpload',
    's3:PutObject',
    () => clients.s3.createMultipartUpload({ Bucket: 'files', Key: 'c' }),
    'AccessDenied 403',
  ],
  [
    'GetObject',
    's3:GetObject',
    () => clients.s3.getObject({ Bucket: 'files', Key: 'a' }),
    'AccessDenied 403',
  ],
  // Without a body there is no code either.
  ['HeadObject', 's3:GetObject', () => clients.s3.headObject({ Bucket: 'files', Key: 'a' }), 'Unknown 403'],
  [
    'CopyObject',
    's3:GetObject',
    () => clients.s3.copyObject({ Bucket: 'files', Key: 'd', CopySource: 'files/a' }),
    'AccessDenied 403',
  ],
  ['ListObjectsV2', 's3:ListBucket', () => clients.s3.listObjectsV2({ Bucket: 'files' }), 'AccessDenied 403'],
  ['ListBuckets', 's3:ListAllMyBuckets', () => clients.s3.listBuckets({}), 'AccessDenied 403'],
  ['SendEmail', 'ses:SendEmail', () => clients.ses.sendEmail(mail), 'AccessDeniedException 403'],
  [
    'GenerateRandom',
    'kms:GenerateRandom',
    () => clients.kms.generateRandom({ NumberOfBytes: 8 }),
    'AccessDeniedException 400',
  ],
  [
    'Encrypt',
    'kms:Encrypt',
    () => clients.kms.encrypt({ KeyId: key, Plaintext: Buffer.from('x') }),
    'AccessDeniedException 400',
  ],
  [
    'ListFunctions',
    'lambda:ListFunctions',
    () => clients.lambda.listFunctions({}),
    'AccessDeniedException 403',
  ],
  [
    'DescribeLogGroups',
    'logs:DescribeLogGroups',
    () => clients.logs.describeLogGroups({}),
    'AccessDeniedException 400',
  ],
  ['ListMetrics', 'cloudwatch:ListMetrics', () => clients.cloudWatch.listMetrics({}), 'AccessDenied 400'],
  [
    'PutTraceSegments',
    'xray:PutTraceSegments',
    () => clients.xray.putTraceSegments({ TraceSegmentDocuments: [] }),
    'AccessDeniedException 403',
  ],
  [
    'AssumeRole',
    'sts:AssumeRole',
    () =>
      clients.sts.assumeRole({ RoleArn: `arn:aws:iam::000000000000:role/${ROLE}`, RoleSessionName: 'next' }),
    'AccessDenied 403',
  ],
]

const TRANSACTIONS: Call[] = [
  ...Object.entries(TRANSACT_ITEMS).map(
    ([action, TransactItem]): Call => [
      'TransactWriteItems',
      `dynamodb:${action}`,
      () => clients.dynamoDb.transactWriteItems({ TransactItems: [OTHER_ACTION, TransactItem] }),
      'AccessDeniedException 400',
    ],
  ),
  [
    'TransactGetItems',
    'dynamodb:GetItem',
    () => clients.dynamoDb.transactGetItems({ TransactItems: [{ Get: STOCK }] }),
    'AccessDeniedException 400',
  ],
]

/**
 * @documented IAM User Guide, Policy evaluation logic: "An explicit deny in any of these policies overrides
 *   the allow"; Service Authorization Reference: the action of each operation
 */
test.each([...CALLS, ...TRANSACTIONS])(
  '%s is denied by a Deny of %s, from its beginning to its end',
  async (_, action, call, refusal) => {
    const [service] = action.split(':')
    for (const denied of [action, `${service}:*`]) {
      expect(await outcomeOf(call())).toBe('OK')
      await deny(denied)
      expect(await outcomeOf(call())).toBe(refusal)
      await allow()
    }
    expect(await outcomeOf(call())).toBe('OK')
  },
)

/** @documented IAM User Guide, Policy evaluation logic: a Deny is of the actions that it names */
test.each([...CALLS, ...TRANSACTIONS])('%s is none of the other services', async (_, action, call) => {
  await deny(action.startsWith('sqs:') ? 'sns:*' : 'sqs:*')
  expect(await outcomeOf(call())).toBe('OK')
})

/**
 * @documented IAM User Guide, Access denied error messages: the caller, the action, the resource, and the
 *   type of policy
 */
test.each([
  ['DynamoDB', CALLS[0], 'dynamodb:GetItem on resource: arn:aws:dynamodb:us-east-1:000000000000:table/stock'],
  ['SQS', CALLS[3], 'sqs:sendmessage on resource: arn:aws:sqs:us-east-1:000000000000:orders'],
  ['SNS', CALLS[5], 'SNS:Publish on resource: arn:aws:sns:us-east-1:000000000000:news'],
  ['S3', CALLS[6], 's3:PutObject on resource: "arn:aws:s3:::files/b"'],
])(
  '%s names the caller and the denied action (IAM guide, "Access denied error messages")',
  async (_, entry, what) => {
    const [, action, call] = entry as Call
    await deny(action)
    expect(await messageOf(call())).toBe(
      `User: ${SESSION} is not authorized to perform: ${what} with an explicit deny in an identity-based policy`,
    )
  },
)

/**
 * @documented SES Developer Guide, Identity and access management: ses:SendEmail on the identity of the sender (the words
 *   are quoted in medplum/medplum#10102)
 */
test('SES names the caller and the denied action in words of its own', async () => {
  const [, action, call] = CALLS[13] as Call
  await deny(action)
  expect(await messageOf(call())).toBe(
    `User \`${SESSION}' is not authorized to perform \`ses:SendEmail' on resource \`arn:aws:ses:us-east-1:000000000000:identity/example.com'`,
  )
})

/** @documented Service Authorization Reference, Lambda: Invoke needs lambda:InvokeFunction on the function */
test('Invoke is denied by a Deny of lambda:InvokeFunction, by the ARN of the function', async () => {
  const invoke = () => outcomeOf(clients.lambda.invoke({ FunctionName: 'packing' }))
  await deny('lambda:InvokeFunction', arn('lambda', 'function:packing'))
  expect(await invoke()).toBe('AccessDeniedException 403')
  await allow()
  expect(await invoke()).toBe('ResourceNotFoundException 404')
})

/** @documented IAM User Guide, Resource element: the resources that a statement covers */
test('a Deny of one resource leaves the others', async () => {
  await deny('dynamodb:*', arn('dynamodb', 'table/stock'))
  const read = (TableName: string) => outcomeOf(clients.dynamoDb.getItem({ TableName, Key: item('1') }))
  expect(await read('stock')).toBe('AccessDeniedException 400')
  expect(await read('sealed')).toBe('OK')
})

/**
 * @documented DynamoDB Developer Guide, IAM and transactions: each action of a transaction needs its own
 *   permission
 */
test('a Deny of one action on one table leaves the transactions that do other things there', async () => {
  await deny('dynamodb:PutItem', arn('dynamodb', 'table/stock'))
  const outcomes = Object.entries(TRANSACT_ITEMS).map(async ([action, TransactItem]) => {
    const TransactItems = [OTHER_ACTION, TransactItem]
    return [action, await outcomeOf(clients.dynamoDb.transactWriteItems({ TransactItems }))]
  })
  expect(Object.fromEntries(await Promise.all(outcomes))).toEqual({
    PutItem: 'AccessDeniedException 400',
    UpdateItem: 'OK',
    DeleteItem: 'OK',
    ConditionCheckItem: 'OK',
  })
})

/** @documented IAM User Guide, Identity-based policies: they are of the role that they are attached to */
test('only the sessions of the role are denied', async () => {
  await deny('*')
  expect(await outcomeOf(developer.sqs.listQueues({}))).toBe('OK')
  expect(await outcomeOf(clients.sqs.listQueues({}))).toBe('AccessDenied 403')
})

/**
 * @documented STS API Reference, GetCallerIdentity: "No permissions are required to perform this operation."
 */
test('GetCallerIdentity cannot be denied (API reference, GetCallerIdentity)', async () => {
  await deny('*')
  expect(await clients.sts.getCallerIdentity({})).toMatchObject({ Arn: SESSION })
})

/** @documented S3 API Reference, DeleteObjects: the errors of each key */
test('DeleteObjects reports denied access for each key', async () => {
  await deny('s3:DeleteObject', 'arn:aws:s3:::files/kept*')
  const Objects = [{ Key: 'kept' }, { Key: 'other' }]
  const { Deleted, Errors } = await clients.s3.deleteObjects({ Bucket: 'files', Delete: { Objects } })
  expect(Deleted).toEqual([{ Key: 'other' }])
  expect(Errors).toEqual([expect.objectContaining({ Code: 'AccessDenied', Key: 'kept' })])
})

/** @documented S3 User Guide, Presigned URLs: they have the permissions of who signed them */
test('a presigned URL does what its signer may do', async () => {
  const signingDate = new Date(aws.account.clock.now())
  const command = new GetObjectCommand({ Bucket: 'files', Key: 'a' })
  const url = await getSignedUrl(clients.s3, command, { signingDate })
  expect((await fetch(url)).status).toBe(200)
  await deny('s3:GetObject')
  expect((await fetch(url)).status).toBe(403)
})

/**
 * @documented IAM User Guide, Identity-based policies: managed policies, of the roles that they are attached
 *   to
 */
test('a Deny in a template’s managed policy applies', async () => {
  const guarded = clientsOf(aws.credentials.assumeRole('arn:aws:iam::000000000000:role/guarded', 'x'))
  expect(await outcomeOf(guarded.sqs.deleteQueue({ QueueUrl: urlOf('orders') }))).toBe('AccessDenied 403')
  expect(await outcomeOf(guarded.sqs.listQueues({}))).toBe('OK')
  for (const client of Object.values(guarded)) client.destroy()
})

/** @documented IAM User Guide, Permissions boundaries for IAM entities: an explicit deny in a boundary overrides the allow */
test('a Deny in a template’s permissions boundary applies', async () => {
  const bounded = clientsOf(aws.credentials.assumeRole('arn:aws:iam::000000000000:role/bounded', 'x'))
  expect(await messageOf(bounded.sns.listTopics({}))).toBe(
    'User: arn:aws:sts::000000000000:assumed-role/bounded/x is not authorized to perform: SNS:ListTopics on resource: arn:aws:sns:us-east-1:000000000000:* with an explicit deny in a permissions boundary',
  )
  expect(await outcomeOf(bounded.sqs.listQueues({}))).toBe('OK')
  for (const client of Object.values(bounded)) client.destroy()
})

/** @documented IAM User Guide, IAM JSON policy elements: Condition: a statement applies where its condition is met */
test('a Deny with a condition applies where it is met', async () => {
  const role = `arn:aws:iam::000000000000:role/${ROLE}`
  const list = () => outcomeOf(clients.sqs.listQueues({}))
  await deny('sqs:*', '*', { ArnEquals: { 'aws:PrincipalArn': role } })
  expect(await list()).toBe('AccessDenied 403')
  await deny('sqs:*', '*', { ArnNotEquals: { 'aws:PrincipalArn': role } })
  expect(await list()).toBe('OK')
  await deny('sqs:*', '*', { Bool: { 'aws:SecureTransport': 'false' } })
  expect(await list()).toBe('OK')
})

const sealed = { Bucket: 'files', ServerSideEncryption: 'aws:kms' as const }

/** What each service calls it when KMS refuses the key that it uses on behalf of its caller. */
const KEY_USES: Call[] = [
  [
    'SendMessage',
    'kms:GenerateDataKey',
    () => clients.sqs.sendMessage({ QueueUrl: urlOf('sealed'), MessageBody: '1' }),
    'KmsAccessDenied 400',
  ],
  [
    'ReceiveMessage',
    'kms:Decrypt',
    () => clients.sqs.receiveMessage({ QueueUrl: urlOf('sealed') }),
    'KmsAccessDenied 400',
  ],
  [
    'Publish',
    'kms:GenerateDataKey',
    () => clients.sns.publish({ TopicArn: arn('sns', 'sealed'), Message: 'x' }),
    'KMSAccessDeniedException 400',
  ],
  [
    'PutItem',
    'kms:Decrypt',
    () => clients.dynamoDb.putItem({ TableName: 'sealed', Item: item('1') }),
    'AccessDeniedException 400',
  ],
  [
    'BatchGetItem',
    'kms:Decrypt',
    () => clients.dynamoDb.batchGetItem({ RequestItems: { sealed: { Keys: [item('1')] } } }),
    'AccessDeniedException 400',
  ],
  [
    'TransactWriteItems',
    'kms:Decrypt',
    () =>
      clients.dynamoDb.transactWriteItems({
        TransactItems: [TRANSACT_ITEMS.PutItem as TransactWriteItem, OTHER_ACTION],
      }),
    'AccessDeniedException 400',
  ],
  [
    'TransactGetItems',
    'kms:Decrypt',
    () =>
      clients.dynamoDb.transactGetItems({
        TransactItems: [{ Get: STOCK }, { Get: { TableName: 'sealed', Key: item('1') } }],
      }),
    'AccessDeniedException 400',
  ],
  [
    'PutObject',
    'kms:GenerateDataKey',
    () => clients.s3.putObject({ ...sealed, SSEKMSKeyId: key, Key: 'sealed', Body: 'x' }),
    'AccessDenied 403',
  ],
  [
    'GetObject',
    'kms:Decrypt',
    () => clients.s3.getObject({ Bucket: 'files', Key: 'sealed' }),
    'AccessDenied 403',
  ],
]

/**
 * @documented SQS, SNS, DynamoDB and S3 Developer Guides, Encryption: the caller needs kms:GenerateDataKey or
 *   kms:Decrypt of the key
 */
test.each(KEY_USES)('%s needs its caller to have %s', async (_, action, call, refusal) => {
  for (const denied of [action, 'kms:*']) {
    expect(await outcomeOf(call())).toBe('OK')
    await deny(denied, key)
    expect(await outcomeOf(call())).toBe(refusal)
    expect(await messageOf(call())).toContain(
      `User: ${SESSION} is not authorized to perform: ${action} on resource: ${key} with an explicit deny`,
    )
    await allow()
  }
  expect(await outcomeOf(call())).toBe('OK')
})

/**
 * @documented IAM User Guide, Policy evaluation logic: a Deny is of the actions and resources that it names
 */
test('a Deny of keys leaves what is not encrypted with one', async () => {
  await deny('kms:*')
  expect(await outcomeOf(clients.sqs.sendMessage({ QueueUrl: urlOf('orders'), MessageBody: '1' }))).toBe('OK')
  expect(await outcomeOf(clients.dynamoDb.getItem({ TableName: 'stock', Key: item('1') }))).toBe('OK')
})
