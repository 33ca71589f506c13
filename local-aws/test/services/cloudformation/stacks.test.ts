import {
  CloudFormationClient,
  DescribeStackResourceCommand,
  DescribeStackResourcesCommand,
  type DescribeStackResourcesCommandInput,
  DescribeStacksCommand,
  GetTemplateCommand,
  ListExportsCommand,
  ListStackResourcesCommand,
  ListStacksCommand,
  type ListStacksCommandInput,
} from '@aws-sdk/client-cloudformation'
import { SteppedClock } from '../../../src/clock.ts'
import { LocalAws } from '../../../src/local-aws.ts'
import { Assembly } from '../../template/assembly.ts'
import { TRUST } from '../../trust-policy.ts'

const Network = {
  Description: 'What others build on',
  Parameters: {
    BootstrapVersion: {
      Type: 'AWS::SSM::Parameter::Value<String>',
      Default: '/cdk-bootstrap/hnb659fds/version',
    },
  },
  Resources: {
    Requests: {
      Type: 'AWS::DynamoDB::Table',
      Properties: {
        TableName: 'requests',
        BillingMode: 'PAY_PER_REQUEST',
        KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
        AttributeDefinitions: [{ AttributeName: 'id', AttributeType: 'S' }],
      },
      Metadata: { 'aws:cdk:path': 'Network/Requests' },
    },
  },
  Outputs: {
    Table: {
      Description: 'The requests & their <keys>',
      Value: { Ref: 'Requests' },
      Export: { Name: 'Network:table' },
    },
  },
}

const Shop = {
  Resources: {
    Role: { Type: 'AWS::IAM::Role', Properties: { AssumeRolePolicyDocument: TRUST } },
  },
  Outputs: { Imported: { Value: { 'Fn::ImportValue': 'Network:table' } } },
}

const created = new Date(Date.UTC(2026, 0, 1))
let aws: LocalAws
let client: CloudFormationClient

beforeAll(async () => {
  const assembly = await Assembly.of({ Network, Shop })
  aws = await LocalAws.start({ assembly: assembly.directory, clock: new SteppedClock(created.getTime()) })
  await assembly.remove()
  const credentials = aws.developer
  client = new CloudFormationClient({ endpoint: aws.endpoint, region: 'us-east-1', credentials })
})

afterAll(async () => {
  client.destroy()
  await aws.stop()
})

/** @documented CloudFormation API Reference, DescribeStacks: outputs and parameters */
test('DescribeStacks describes one stack with its outputs and parameters', async () => {
  const { Stacks } = await client.send(new DescribeStacksCommand({ StackName: 'Network' }))
  expect(Stacks).toMatchObject([
    {
      StackName: 'Network',
      StackId: expect.stringMatching(
        /^arn:aws:cloudformation:us-east-1:000000000000:stack\/Network\/[0-9a-f-]{36}$/,
      ),
      Description: 'What others build on',
      StackStatus: 'CREATE_COMPLETE',
      CreationTime: created,
      Parameters: [
        {
          ParameterKey: 'BootstrapVersion',
          ParameterValue: '/cdk-bootstrap/hnb659fds/version',
          ResolvedValue: expect.stringMatching(/^\d+$/),
        },
      ],
      Outputs: [
        {
          OutputKey: 'Table',
          OutputValue: 'requests',
          Description: 'The requests & their <keys>',
          ExportName: 'Network:table',
        },
      ],
    },
  ])
})

/**
 * @documented CloudFormation API Reference, DescribeStacks, StackName: the name or the unique ID of a stack,
 *   or neither for all stacks
 */
test('DescribeStacks accepts the name or the unique ID of a stack, or neither for all stacks', async () => {
  const { Stacks = [] } = await client.send(new DescribeStacksCommand({}))
  expect(Stacks.map(({ StackName }) => StackName)).toEqual(['Shop', 'Network'])

  const byId = await client.send(new DescribeStacksCommand({ StackName: Stacks[0]?.StackId }))
  expect(byId.Stacks?.[0]?.Outputs).toEqual([{ OutputKey: 'Imported', OutputValue: 'requests' }])
})

/**
 * @documented CloudFormation API Reference, DescribeStacks: "If the stack doesn't exist, a ValidationError is
 *   returned."
 * @recorded tests/aws/services/cloudformation/api/test_stacks.py::test_non_existing_stack_message, 2025-07-21
 */
test('"If the stack doesn’t exist, a ValidationError is returned" (DescribeStacks)', async () => {
  await expect(client.send(new DescribeStacksCommand({ StackName: 'Nobody' }))).rejects.toMatchObject({
    name: 'ValidationError',
    message: 'Stack with id Nobody does not exist',
  })
})

/**
 * @documented CloudFormation API Reference, ListStacks, StackStatusFilter: "Stack status to use as a filter.
 *   Specify one or more stack status codes to list only stacks with the specified status codes."
 */
test('ListStacks filters by status', async () => {
  const names = async (input: ListStacksCommandInput) => {
    const { StackSummaries = [] } = await client.send(new ListStacksCommand(input))
    return StackSummaries.map(({ StackName }) => StackName)
  }
  expect(await names({})).toEqual(['Shop', 'Network'])
  expect(await names({ StackStatusFilter: ['CREATE_COMPLETE'] })).toEqual(['Shop', 'Network'])
  expect(await names({ StackStatusFilter: ['ROLLBACK_COMPLETE'] })).toEqual([])
})

/**
 * @documented CloudFormation API Reference, ListStackResources: "Returns descriptions of all resources of the
 *   specified stack."; DescribeStackResource: "Returns a description of the specified resource in the
 *   specified stack."
 * @recorded tests/aws/services/cloudformation/api/test_stacks.py::test_stack_resource_not_found, 2025-01-29
 */
test('the resources of a stack are listed and described', async () => {
  const resource = {
    LogicalResourceId: 'Requests',
    PhysicalResourceId: 'requests',
    ResourceType: 'AWS::DynamoDB::Table',
    ResourceStatus: 'CREATE_COMPLETE',
  }
  const listed = await client.send(new ListStackResourcesCommand({ StackName: 'Network' }))
  expect(listed.StackResourceSummaries).toMatchObject([{ ...resource, LastUpdatedTimestamp: created }])

  const inputs: DescribeStackResourcesCommandInput[] = [
    { StackName: 'Network' },
    { PhysicalResourceId: 'requests' },
  ]
  for (const input of inputs) {
    const described = await client.send(new DescribeStackResourcesCommand(input))
    expect(described.StackResources).toMatchObject([
      { ...resource, StackName: 'Network', Timestamp: created },
    ])
  }

  const one = await client.send(
    new DescribeStackResourceCommand({ StackName: 'Network', LogicalResourceId: 'Requests' }),
  )
  expect(one.StackResourceDetail).toMatchObject({
    ...resource,
    Metadata: '{"aws:cdk:path":"Network/Requests"}',
  })
  await expect(
    client.send(new DescribeStackResourceCommand({ StackName: 'Network', LogicalResourceId: 'Nobody' })),
  ).rejects.toThrow('Resource Nobody does not exist for stack Network')
})

/** @documented CloudFormation API Reference, ListExports: exports, with the stack that exports them */
test('exports are listed with the stack that exports them', async () => {
  const { Exports } = await client.send(new ListExportsCommand({}))
  expect(Exports).toEqual([
    {
      Name: 'Network:table',
      Value: 'requests',
      ExportingStackId: expect.stringContaining(':stack/Network/'),
    },
  ])
})

/**
 * @documented CloudFormation API Reference, GetTemplate: "Returns the template body for a specified stack."
 */
test('GetTemplate returns the loaded template', async () => {
  const { TemplateBody = '' } = await client.send(new GetTemplateCommand({ StackName: 'Shop' }))
  expect(JSON.parse(TemplateBody)).toEqual(Shop)
})
