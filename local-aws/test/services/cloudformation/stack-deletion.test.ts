import {
  CloudFormationClient,
  DeleteStackCommand,
  type DeleteStackCommandInput,
  DescribeStackEventsCommand,
  DescribeStackResourcesCommand,
  DescribeStacksCommand,
  ListStacksCommand,
  UpdateTerminationProtectionCommand,
} from '@aws-sdk/client-cloudformation'
import { DeleteObjectCommand, ListBucketsCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3'
import { ListQueuesCommand, SQSClient } from '@aws-sdk/client-sqs'
import { SteppedClock } from '../../../src/clock.ts'
import { LocalAws } from '../../../src/local-aws.ts'
import { Assembly } from '../../template/assembly.ts'

const START = Date.UTC(2026, 0, 1)

let aws: LocalAws
let client: CloudFormationClient
let sqs: SQSClient
let s3: S3Client

async function start(templates: Record<string, object>): Promise<void> {
  const assembly = await Assembly.of(templates)
  try {
    aws = await LocalAws.start({ assembly: assembly.directory, clock: new SteppedClock(START) })
  } finally {
    await assembly.remove()
  }
  const settings = { endpoint: aws.endpoint, region: 'us-east-1', credentials: aws.developer }
  client = new CloudFormationClient(settings)
  sqs = new SQSClient(settings)
  s3 = new S3Client(settings)
}

afterEach(async () => {
  for (const each of [client, sqs, s3]) each.destroy()
  await aws.stop()
})

const queue = (QueueName: string, attributes: object = {}) => ({
  Type: 'AWS::SQS::Queue',
  Properties: { QueueName },
  ...attributes,
})
const bucket = (BucketName: string, attributes: object = {}) => ({
  Type: 'AWS::S3::Bucket',
  Properties: { BucketName },
  ...attributes,
})

async function stackOf(StackName: string) {
  const { Stacks = [] } = await client.send(new DescribeStacksCommand({ StackName }))
  return Stacks[0]
}

/** Deletes the stack, and describes what became of it. */
async function destroy(StackName: string, others: Partial<DeleteStackCommandInput> = {}) {
  const { StackId = '' } = (await stackOf(StackName)) ?? {}
  await client.send(new DeleteStackCommand({ StackName, ...others }))
  for (;;) {
    const stack = await stackOf(StackId)
    if (stack?.StackStatus !== 'DELETE_IN_PROGRESS') return stack
  }
}

async function queues(): Promise<string[]> {
  const { QueueUrls = [] } = await sqs.send(new ListQueuesCommand())
  return QueueUrls.map(url => url.slice(url.lastIndexOf('/') + 1))
}

async function buckets(): Promise<(string | undefined)[]> {
  const { Buckets = [] } = await s3.send(new ListBucketsCommand())
  return Buckets.map(({ Name }) => Name)
}

/** Of the resources, oldest first: `<logical id> <status>`. */
async function events(StackName: string): Promise<string[]> {
  const { StackEvents = [] } = await client.send(new DescribeStackEventsCommand({ StackName }))
  return StackEvents.reverse().map(
    ({ LogicalResourceId, ResourceStatus }) => `${LogicalResourceId} ${ResourceStatus}`,
  )
}

/**
 * @documented CloudFormation API Reference, DeleteStack: "Once the call completes successfully, stack deletion starts.
 *   Deleted stacks don't show up in the DescribeStacks operation if the deletion has been completed successfully";
 *   DescribeStacks: for "deleted stacks: you must specify the unique stack ID"
 */
test('a deleted stack is found by its ARN, and no longer by its name', async () => {
  await start({ Shop: { Resources: { Orders: queue('orders') } } })
  const gone = await destroy('Shop')
  expect(gone).toMatchObject({ StackStatus: 'DELETE_COMPLETE', DeletionTime: new Date(START) })
  await expect(stackOf('Shop')).rejects.toThrow('Stack with id Shop does not exist')
  expect((await client.send(new DescribeStacksCommand())).Stacks ?? []).toEqual([])
  expect(await queues()).toEqual([])
  const { StackSummaries } = await client.send(
    new ListStacksCommand({ StackStatusFilter: ['DELETE_COMPLETE'] }),
  )
  expect(StackSummaries).toMatchObject([{ StackName: 'Shop', DeletionTime: new Date(START) }])
})

/** @documented aws/aws-cli#6302: for a stack that does not exist, CloudFormation "is returning a 200 HTTP response" */
test('the deletion of a stack that does not exist, or no longer does, succeeds', async () => {
  await start({ Shop: { Resources: { Orders: queue('orders') } } })
  await client.send(new DeleteStackCommand({ StackName: 'Nobody' }))
  const gone = await destroy('Shop')
  await client.send(new DeleteStackCommand({ StackName: gone?.StackId }))
  expect(await events(String(gone?.StackId))).toHaveLength(7)
})

/**
 * @documented CloudFormation template reference, DependsOn attribute: "resources that must be created or deleted in a
 *   specific order"; aws/aws-cdk#37113: "during CloudFormation deletion it runs first (reverse dependency order)"
 */
test('resources are deleted in the reverse order of their dependencies', async () => {
  const DependsOn = ['Orders']
  await start({ Shop: { Resources: { Later: queue('later', { DependsOn }), Orders: queue('orders') } } })
  const gone = await destroy('Shop')
  expect(await events(String(gone?.StackId))).toEqual([
    'Shop CREATE_IN_PROGRESS',
    'Orders CREATE_COMPLETE',
    'Later CREATE_COMPLETE',
    'Shop CREATE_COMPLETE',
    'Shop DELETE_IN_PROGRESS',
    'Later DELETE_IN_PROGRESS',
    'Later DELETE_COMPLETE',
    'Orders DELETE_IN_PROGRESS',
    'Orders DELETE_COMPLETE',
    'Shop DELETE_COMPLETE',
  ])
})

/**
 * @documented CloudFormation template reference, DeletionPolicy: "RetainExceptOnCreate behaves like Retain for stack
 *   operations, except for the stack operation that initially created the resource"
 */
test.each(['Retain', 'RetainExceptOnCreate'])(
  'the DeletionPolicy %s keeps a resource',
  async DeletionPolicy => {
    await start({
      Shop: { Resources: { Kept: queue('kept', { DeletionPolicy }), Orders: queue('orders') } },
    })
    const gone = await destroy('Shop')
    expect(gone?.StackStatus).toBe('DELETE_COMPLETE')
    expect(await queues()).toEqual(['kept'])
    expect(await events(String(gone?.StackId))).toContain('Kept DELETE_SKIPPED')
  },
)

/**
 * @documented CloudFormation User Guide, Troubleshooting, Delete stack fails: "Some resources must be empty before they
 *   can be deleted"; Stack status codes, DELETE_FAILED: "Delete the stack again or view the stack events"
 */
test('a bucket that is not empty stays with what it depends on; the rest goes, and a repetition ends it', async () => {
  await start({
    Shop: {
      Resources: {
        Before: queue('before'),
        Files: bucket('files', { DependsOn: 'Before' }),
        Other: queue('other'),
      },
    },
  })
  await s3.send(new PutObjectCommand({ Bucket: 'files', Key: 'a', Body: 'a' }))
  expect(await destroy('Shop')).toMatchObject({
    StackStatus: 'DELETE_FAILED',
    StackStatusReason: 'The following resource(s) failed to delete: [Files]. ',
  })
  expect({ queues: await queues(), buckets: await buckets() }).toEqual({
    queues: ['before'],
    buckets: ['files'],
  })
  const { StackResources = [] } = await client.send(new DescribeStackResourcesCommand({ StackName: 'Shop' }))
  const [, files] = StackResources
  expect(files).toMatchObject({
    ResourceStatus: 'DELETE_FAILED',
    ResourceStatusReason: expect.stringContaining('The bucket you tried to delete is not empty'),
  })

  await s3.send(new DeleteObjectCommand({ Bucket: 'files', Key: 'a' }))
  expect((await destroy('Shop'))?.StackStatus).toBe('DELETE_COMPLETE')
  expect({ queues: await queues(), buckets: await buckets() }).toEqual({ queues: [], buckets: [] })
})

/**
 * @documented CloudFormation API Reference, DeleteStack, RetainResources: "For stacks in the DELETE_FAILED state, a list
 *   of resource logical IDs that are associated with the resources you want to retain"
 */
test('a stack in DELETE_FAILED is deleted without the resources to retain', async () => {
  await start({ Shop: { Resources: { Files: bucket('files'), Orders: queue('orders') } } })
  const RetainResources = ['Files']
  await expect(destroy('Shop', { RetainResources })).rejects.toThrow(
    'specify which resources to retain only when the stack is in the DELETE_FAILED state',
  )
  await s3.send(new PutObjectCommand({ Bucket: 'files', Key: 'a', Body: 'a' }))
  await destroy('Shop')
  await expect(destroy('Shop', { RetainResources: ['Orders'] })).rejects.toThrow(
    'Do not specify resources that are in the DELETE_COMPLETE state.',
  )
  expect((await destroy('Shop', { RetainResources }))?.StackStatus).toBe('DELETE_COMPLETE')
  expect(await buckets()).toEqual(['files'])
})

/** @documented CloudFormation User Guide, Protect stacks from being deleted: "the deletion fails and the stack … remains unchanged" */
test('a protected stack is not deleted until its protection is off', async () => {
  await start({ Shop: { Resources: { Orders: queue('orders') } } })
  const protect = (EnableTerminationProtection: boolean) =>
    client.send(new UpdateTerminationProtectionCommand({ StackName: 'Shop', EnableTerminationProtection }))
  await protect(true)
  expect((await stackOf('Shop'))?.EnableTerminationProtection).toBe(true)
  await expect(destroy('Shop')).rejects.toThrow(
    'Stack [Shop] cannot be deleted while TerminationProtection is enabled',
  )
  await protect(false)
  expect((await destroy('Shop'))?.StackStatus).toBe('DELETE_COMPLETE')
})

/**
 * @documented CloudFormation template reference, Fn::ImportValue: "You can't delete a stack if another stack references
 *   one of its outputs"
 */
test('a stack whose export is imported keeps its status, and says who imports it', async () => {
  const Importing = {
    Resources: { Orders: queue('orders') },
    Outputs: { Imported: { Value: { 'Fn::ImportValue': 'Base:queue' } } },
  }
  await start({
    Base: {
      Resources: { Base: queue('base') },
      Outputs: { Queue: { Value: { Ref: 'Base' }, Export: { Name: 'Base:queue' } } },
    },
    Shop: Importing,
    Mail: { ...Importing, Resources: { Mails: queue('mails') } },
  })
  expect(await destroy('Base')).toMatchObject({
    StackStatus: 'CREATE_COMPLETE',
    StackStatusReason: 'Export Base:queue cannot be deleted as it is in use by Shop and Mail',
  })
  expect(await queues()).toContain('base')
  await destroy('Mail')
  await destroy('Shop')
  expect((await destroy('Base'))?.StackStatus).toBe('DELETE_COMPLETE')
})

/** @own the forced deletion, refused as not simulated */
test('a forced deletion is refused', async () => {
  await start({ Shop: { Resources: { Orders: queue('orders') } } })
  await expect(destroy('Shop', { DeletionMode: 'FORCE_DELETE_STACK' })).rejects.toThrow(
    'The local AWS does not simulate the DeletionMode FORCE_DELETE_STACK: use RetainResources.',
  )
})

/** @own resource types */
test('every resource type can be deleted', async () => {
  await start({})
  const without = aws.resourceTypes.filter(type => type.delete === undefined)
  expect(without.map(({ type }) => type)).toEqual([])
})
