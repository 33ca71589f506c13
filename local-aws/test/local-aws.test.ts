import { connect } from 'node:net'
import { CreateKeyCommand, GenerateMacCommand, KMSClient } from '@aws-sdk/client-kms'
import {
  CreateQueueCommand,
  GetQueueUrlCommand,
  ListQueuesCommand,
  SendMessageCommand,
  SQSClient,
} from '@aws-sdk/client-sqs'
import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts'
import { SteppedClock } from '../src/clock.ts'
import { LocalAws } from '../src/local-aws.ts'
import { Assembly } from './template/assembly.ts'
import { TRUST } from './trust-policy.ts'

function client(aws: LocalAws) {
  return { endpoint: aws.endpoint, region: aws.account.region, credentials: aws.developer, maxAttempts: 1 }
}

/** A queue, and a function that is told of it. */
const shop = (code: string) => ({
  Resources: {
    Queue: { Type: 'AWS::SQS::Queue', Properties: { QueueName: 'orders' } },
    Role: {
      Type: 'AWS::IAM::Role',
      Properties: { AssumeRolePolicyDocument: TRUST, RoleName: 'answering' },
    },
    Function: {
      Type: 'AWS::Lambda::Function',
      Properties: {
        FunctionName: 'answering',
        Code: { ZipFile: code },
        Handler: 'index.handler',
        Runtime: 'nodejs24.x',
        Role: { 'Fn::GetAtt': 'Role.Arn' },
        Environment: { Variables: { QUEUE_URL: { Ref: 'Queue' } } },
      },
    },
  },
  Outputs: { QueueUrl: { Value: { Ref: 'Queue' } } },
})

async function start(template: object): Promise<LocalAws> {
  const assembly = await Assembly.of({ Shop: template })
  try {
    return await LocalAws.start({ assembly: assembly.directory })
  } finally {
    await assembly.remove()
  }
}

test('many run at the same time, each with a separate account', async () => {
  const all = await Promise.all(Array.from({ length: 12 }, () => LocalAws.start()))
  const clients = all.map(aws => new SQSClient(client(aws)))
  await Promise.all(clients.map((sqs, i) => sqs.send(new CreateQueueCommand({ QueueName: `queue-${i}` }))))
  const urls = await Promise.all(
    clients.map(async sqs => (await sqs.send(new ListQueuesCommand({}))).QueueUrls),
  )
  expect(urls).toEqual(all.map(({ endpoint }, i) => [`${endpoint}/000000000000/queue-${i}`]))
  for (const sqs of clients) sqs.destroy()
  await Promise.all(all.map(aws => aws.stop()))
})

test('the same seed gives the same ids', async () => {
  const ids = async (seed: number) => {
    const aws = await LocalAws.start({ seed, clock: new SteppedClock() })
    const sqs = new SQSClient(client(aws))
    const { QueueUrl } = await sqs.send(new CreateQueueCommand({ QueueName: 'orders' }))
    const { MessageId } = await sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: 'x' }))
    sqs.destroy()
    await aws.stop()
    return MessageId
  }
  expect(await ids(7)).toBe(await ids(7))
  expect(await ids(7)).not.toBe(await ids(8))
})

test('the same seed gives different secrets, so that an author of a page cannot know them from another run', async () => {
  const secrets = async () => {
    const aws = await LocalAws.start({ seed: 7, clock: new SteppedClock() })
    const { secretAccessKey, sessionToken } = aws.credentials.assumeRole('arn:aws:iam::0:role/x', 'x')
    const kms = new KMSClient(client(aws))
    const { KeyMetadata } = await kms.send(
      new CreateKeyCommand({ KeySpec: 'HMAC_256', KeyUsage: 'GENERATE_VERIFY_MAC' }),
    )
    const mac = {
      KeyId: KeyMetadata?.KeyId,
      Message: Buffer.from('x'),
      MacAlgorithm: 'HMAC_SHA_256' as const,
    }
    const { Mac } = await kms.send(new GenerateMacCommand(mac))
    kms.destroy()
    await aws.stop()
    return [secretAccessKey, sessionToken, Buffer.from(Mac ?? []).toString('hex')]
  }
  const [first, second] = [await secrets(), await secrets()]
  expect(new Set([...first, ...second]).size).toBe(6)
})

test('the signer of a request is its caller', async () => {
  const aws = await LocalAws.start({ region: 'eu-west-1' })
  const sts = new STSClient(client(aws))
  const { Arn } = await sts.send(new GetCallerIdentityCommand({}))
  expect(Arn).toBe('arn:aws:iam::000000000000:user/local')
  sts.destroy()
  await aws.stop()
})

test('it is in the region that the stacks are synthesized for', async () => {
  const assembly = await Assembly.of({
    Shop: { Resources: {}, Outputs: { Region: { Value: { Ref: 'AWS::Region' } } } },
  })
  await assembly.write('manifest.json', {
    artifacts: {
      Shop: {
        type: 'aws:cloudformation:stack',
        environment: 'aws://unknown-account/eu-central-1',
        properties: { templateFile: 'Shop.template.json' },
      },
    },
  })
  const aws = await LocalAws.start({ assembly: assembly.directory })
  expect([aws.account.region, aws.stacks.Shop?.Region]).toEqual(['eu-central-1', 'eu-central-1'])
  await aws.stop()
  await assembly.remove()
})

test('it is the account that the stacks are synthesized for, those of a stage too', async () => {
  const assembly = await Assembly.of({})
  const shop = {
    type: 'aws:cloudformation:stack',
    environment: 'aws://123456789012/eu-west-1',
    properties: { templateFile: 'Shop.template.json' },
  }
  await assembly.write('manifest.json', {
    artifacts: { Stage: { type: 'cdk:cloud-assembly', properties: { directoryName: 'stage' } } },
  })
  await assembly.write('stage/manifest.json', { artifacts: { Shop: shop } })
  await assembly.write('stage/Shop.template.json', {
    Resources: { Orders: { Type: 'AWS::SQS::Queue', Properties: { QueueName: 'orders' } } },
    Outputs: {
      Account: { Value: { Ref: 'AWS::AccountId' } },
      Queue: { Value: { 'Fn::GetAtt': 'Orders.Arn' } },
    },
  })
  const aws = await LocalAws.start({ assembly: assembly.directory })
  const sqs = new SQSClient({ ...client(aws), region: 'eu-west-1' })
  const { QueueUrl } = await sqs.send(new GetQueueUrlCommand({ QueueName: 'orders' }))
  expect(aws.stacks.Shop).toEqual({
    Account: '123456789012',
    Queue: 'arn:aws:sqs:eu-west-1:123456789012:orders',
  })
  expect(QueueUrl).toBe(`${aws.endpoint}/123456789012/orders`)
  sqs.destroy()
  await aws.stop()
  await assembly.remove()
})

test('the functions of a template run, and know the stack’s resources by their variables', async () => {
  const aws = await start(
    shop(
      'exports.handler = async () => ({ queue: process.env.QUEUE_URL, endpoint: process.env.AWS_ENDPOINT_URL })',
    ),
  )
  const caller = aws.credentials.callerOf(aws.developer.accessKeyId)
  const { payload } = await aws.lambda.invoke('answering', {}, { caller })
  expect(payload).toEqual({ queue: aws.stacks.Shop?.QueueUrl, endpoint: aws.endpoint })
  await aws.stop()
})

test('warming up reports a function that crashes before it can be invoked', async () => {
  const aws = await start(shop('throw new Error("no TABLE_NAME")'))
  await expect(aws.warmUp()).rejects.toMatchObject({
    name: 'FunctionCrashError',
    message: expect.stringContaining('answering'),
  })
  await expect(aws.warmUp()).rejects.toThrow('no TABLE_NAME')
  await aws.stop()
})

test('after it has stopped, nothing listens, no function runs and no timer is left', async () => {
  const clock = new SteppedClock()
  const aws = await LocalAws.start({ clock })
  const sqs = new SQSClient(client(aws))
  const { QueueUrl } = await sqs.send(new CreateQueueCommand({ QueueName: 'orders' }))
  await sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: 'delayed', DelaySeconds: 900 }))
  sqs.destroy()
  const { port } = new URL(aws.endpoint)
  await aws.stop()

  await expect(
    new Promise((resolve, reject) =>
      connect(Number(port), '127.0.0.1', () => resolve(port)).on('error', reject),
    ),
  ).rejects.toMatchObject({ code: 'ECONNREFUSED' })
  const anyTimer = clock.untilPending(1).then(() => 'a timer')
  const none = new Promise(resolve => setImmediate(() => resolve('none')))
  expect(await Promise.race([anyTimer, none])).toBe('none')
})

test('an assembly that is refused leaves nothing behind', async () => {
  const refused = start({ Resources: { Vpc: { Type: 'AWS::EC2::VPC' } } })
  await expect(refused).rejects.toThrow(
    'Shop/Vpc: the local AWS does not simulate the resource type AWS::EC2::VPC.',
  )
})
