import {
  CloudWatchLogsClient,
  CreateLogGroupCommand,
  DeleteLogGroupCommand,
  ListTagsForResourceCommand,
  ListTagsLogGroupCommand,
  TagResourceCommand as TagLogGroup,
  UntagResourceCommand as UntagLogGroup,
} from '@aws-sdk/client-cloudwatch-logs'
import { DynamoDBClient, ListTagsOfResourceCommand } from '@aws-sdk/client-dynamodb'
import { IAMClient, ListRoleTagsCommand, TagRoleCommand, UntagRoleCommand } from '@aws-sdk/client-iam'
import {
  KMSClient,
  ListResourceTagsCommand,
  TagResourceCommand as TagKey,
  UntagResourceCommand as UntagKey,
} from '@aws-sdk/client-kms'
import {
  GetFunctionCommand,
  LambdaClient,
  ListTagsCommand,
  TagResourceCommand as TagFunction,
  UntagResourceCommand as UntagFunction,
} from '@aws-sdk/client-lambda'
import { LocalAws } from '../../src/local-aws.ts'
import { Assembly } from '../template/assembly.ts'

const Tags = [{ Key: 'team', Value: 'shop' }]
const TABLE = {
  BillingMode: 'PAY_PER_REQUEST',
  KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
  AttributeDefinitions: [{ AttributeName: 'id', AttributeType: 'S' }],
}
const TRUST = {
  Statement: [{ Effect: 'Allow', Principal: { Service: 'lambda.amazonaws.com' }, Action: 'sts:AssumeRole' }],
}
const Resources = {
  Key: { Type: 'AWS::KMS::Key', Properties: { Tags } },
  Group: { Type: 'AWS::Logs::LogGroup', Properties: { Tags } },
  Role: {
    Type: 'AWS::IAM::Role',
    Properties: {
      AssumeRolePolicyDocument: TRUST,
      ManagedPolicyArns: ['arn:aws:iam::aws:policy/service-role/AWSLambdaSQSQueueExecutionRole'],
      Tags,
    },
  },
  Table: { Type: 'AWS::DynamoDB::Table', Properties: { ...TABLE, Tags } },
  Global: {
    Type: 'AWS::DynamoDB::GlobalTable',
    Properties: { ...TABLE, Replicas: [{ Region: 'us-east-1', Tags }] },
  },
  Queue: { Type: 'AWS::SQS::Queue', Properties: {} },
  Function: {
    Type: 'AWS::Lambda::Function',
    Properties: {
      Code: { ZipFile: 'exports.handler = async () => ({})' },
      Handler: 'index.handler',
      Role: { 'Fn::GetAtt': 'Role.Arn' },
      Runtime: 'nodejs22.x',
      Tags,
    },
  },
  Mapping: {
    Type: 'AWS::Lambda::EventSourceMapping',
    Properties: {
      Enabled: false,
      EventSourceArn: { 'Fn::GetAtt': 'Queue.Arn' },
      FunctionName: { Ref: 'Function' },
      Tags,
    },
  },
}
const arn = (name: string) => ({ Value: { 'Fn::GetAtt': `${name}.Arn` } })
const Outputs = {
  ...Object.fromEntries(['Key', 'Group', 'Table', 'Global', 'Function'].map(name => [name, arn(name)])),
  Role: { Value: { Ref: 'Role' } },
  Mapping: { Value: { 'Fn::GetAtt': 'Mapping.EventSourceMappingArn' } },
}

let aws: LocalAws
let made: Record<string, string>
const clients: { destroy(): void }[] = []

function connect<C extends { destroy(): void }>(Client: new (options: object) => C): C {
  const client = new Client({ endpoint: aws.endpoint, region: 'us-east-1', credentials: aws.developer })
  clients.push(client)
  return client
}

beforeAll(async () => {
  const assembly = await Assembly.of({ Shop: { Resources, Outputs } })
  aws = await LocalAws.start({ assembly: assembly.directory })
  made = aws.stacks.Shop ?? {}
  await assembly.remove()
})
afterAll(async () => {
  for (const client of clients) client.destroy()
  await aws.stop()
})

/** @recorded tests/aws/services/kms/test_kms.py::TestKMS::test_update_and_add_tags_on_tagged_key, 2025-01-17 */
test('the tags of a key', async () => {
  const kms = connect(KMSClient)
  const KeyId = made.Key
  const listed = async () => (await kms.send(new ListResourceTagsCommand({ KeyId }))).Tags
  expect(await listed()).toEqual([{ TagKey: 'team', TagValue: 'shop' }])
  const more = [
    { TagKey: 'team', TagValue: 'video' },
    { TagKey: 'stage', TagValue: '' },
  ]
  await kms.send(new TagKey({ KeyId, Tags: more }))
  expect(await listed()).toEqual(more)
  await kms.send(new UntagKey({ KeyId, TagKeys: ['team', 'none'] }))
  expect(await listed()).toEqual([{ TagKey: 'stage', TagValue: '' }])
})

/**
 * @documented CloudWatch Logs API Reference: TagResource "Assigns one or more tags", UntagResource "Removes one or
 *   more tags from the specified resource", ListTagsForResource "Displays the tags associated with a CloudWatch
 *   Logs resource", ListTagsLogGroup "Lists the tags for the specified log group"
 */
test('the tags of a log group, which end with it', async () => {
  const logs = connect(CloudWatchLogsClient)
  const resourceArn = made.Group?.replace(/:\*$/, '')
  const listed = async () => (await logs.send(new ListTagsForResourceCommand({ resourceArn }))).tags
  expect(await listed()).toEqual({ team: 'shop' })
  await logs.send(new TagLogGroup({ resourceArn, tags: { stage: 'test' } }))
  await logs.send(new UntagLogGroup({ resourceArn, tagKeys: ['team'] }))
  expect(await listed()).toEqual({ stage: 'test' })

  const logGroupName = '/made/by/call'
  await logs.send(new CreateLogGroupCommand({ logGroupName, tags: { team: 'shop' } }))
  const byName = new ListTagsLogGroupCommand({ logGroupName })
  expect((await logs.send(byName)).tags).toEqual({ team: 'shop' })
  await logs.send(new DeleteLogGroupCommand({ logGroupName }))
  await logs.send(new CreateLogGroupCommand({ logGroupName }))
  expect((await logs.send(byName)).tags).toEqual({})
})

/** @documented Lambda API Reference, TagResource, UntagResource, ListTags: of functions and event source mappings */
test.each(['Function', 'Mapping'])('the tags of a %s', async name => {
  const lambda = connect(LambdaClient)
  const Resource = made[name]
  const listed = async () => (await lambda.send(new ListTagsCommand({ Resource }))).Tags
  expect(await listed()).toEqual({ team: 'shop' })
  await lambda.send(new TagFunction({ Resource, Tags: { 'a/b c': 'd&e', stage: 'test' } }))
  await lambda.send(new UntagFunction({ Resource, TagKeys: ['team', 'stage'] }))
  expect(await listed()).toEqual({ 'a/b c': 'd&e' })
})

/** @documented Lambda API Reference, GetFunction: Tags are in the response */
test('GetFunction lists the tags', async () => {
  const { Tags: tags } = await connect(LambdaClient).send(
    new GetFunctionCommand({ FunctionName: made.Function }),
  )
  expect(tags).toEqual({ 'a/b c': 'd&e' })
})

/**
 * @documented IAM API Reference: TagRole "Adds one or more tags to an IAM role", UntagRole "Removes the specified
 *   tags from the role", ListRoleTags "Lists the tags that are attached to the specified role"
 */
test('the tags of a role', async () => {
  const iam = connect(IAMClient)
  const RoleName = made.Role
  const listed = async () => (await iam.send(new ListRoleTagsCommand({ RoleName }))).Tags
  expect(await listed()).toEqual(Tags)
  await iam.send(new TagRoleCommand({ RoleName, Tags: [{ Key: 'stage', Value: 'test' }] }))
  await iam.send(new UntagRoleCommand({ RoleName, TagKeys: ['team'] }))
  expect(await listed()).toEqual([{ Key: 'stage', Value: 'test' }])
})

/** @documented DynamoDB API Reference, ListTagsOfResource: "List all tags on an Amazon DynamoDB resource" */
test.each(['Table', 'Global'])('the tags of a %s', async name => {
  const listed = await connect(DynamoDBClient).send(
    new ListTagsOfResourceCommand({ ResourceArn: made[name] }),
  )
  expect(listed.Tags).toEqual(Tags)
})

const key = (length: number) => 'k'.repeat(length)

describe('tags beyond the limits are refused, and none is added', () => {
  /**
   * @recorded tests/aws/services/kms/test_kms.py::TestKMS::test_tag_existing_key_with_invalid_tag_key, 2025-01-21
   * @recorded tests/aws/services/kms/test_kms.py::TestKMS::test_tag_key_with_duplicate_tag_keys_raises_error, 2025-01-17
   * @recorded tests/aws/services/kms/test_kms.py::TestKMS::test_create_key_with_too_many_tags_raises_error, 2025-01-21
   */
  test.each<[{ TagKey: string; TagValue: string }[], string]>([
    [[{ TagKey: 'AWS:a', TagValue: '' }], 'Tags beginning with aws: are reserved'],
    [
      [
        { TagKey: 'a', TagValue: '1' },
        { TagKey: 'a', TagValue: '2' },
      ],
      'Duplicate tag keys',
    ],
    [Array.from({ length: 51 }, (_, index) => ({ TagKey: `k${index}`, TagValue: '' })), 'Too many tags'],
  ])('%j', async (given, message) => {
    const kms = connect(KMSClient)
    const before = await kms.send(new ListResourceTagsCommand({ KeyId: made.Key }))
    const tag = new TagKey({ KeyId: made.Key, Tags: [{ TagKey: 'fine', TagValue: '' }, ...given] })
    await expect(kms.send(tag)).rejects.toMatchObject({ name: 'TagException', message })
    expect((await kms.send(new ListResourceTagsCommand({ KeyId: made.Key }))).Tags).toEqual(before.Tags)
  })

  /** @documented AWS General Reference, Tagging AWS resources: a key has at most 128 characters, a value 256 */
  test.each([{ [key(129)]: '' }, { long: key(257) }])('%j', async tags => {
    const logs = connect(CloudWatchLogsClient)
    const resourceArn = made.Group?.replace(/:\*$/, '')
    await expect(logs.send(new TagLogGroup({ resourceArn, tags }))).rejects.toMatchObject({
      name: 'InvalidParameterException',
    })
    await logs.send(new TagLogGroup({ resourceArn, tags: { [key(128)]: key(256) } }))
  })
})
