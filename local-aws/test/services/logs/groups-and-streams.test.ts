import {
  CreateLogGroupCommand,
  CreateLogStreamCommand,
  DeleteLogGroupCommand,
  DeleteLogStreamCommand,
  DeleteRetentionPolicyCommand,
  DescribeLogGroupsCommand,
  type DescribeLogGroupsCommandInput,
  DescribeLogStreamsCommand,
  PutRetentionPolicyCommand,
} from '@aws-sdk/client-cloudwatch-logs'
import { type LogsRig, openLogs } from './logs-rig.ts'

let aws: LogsRig

beforeEach(async () => {
  aws = await openLogs()
})
afterEach(() => aws.rig.close())

async function groupNames(input: DescribeLogGroupsCommandInput) {
  const { logGroups = [], nextToken } = await aws.client.send(new DescribeLogGroupsCommand(input))
  return { names: logGroups.map(({ logGroupName }) => logGroupName), nextToken }
}

/**
 * @documented CloudWatch Logs API Reference, CreateLogGroup: "Log group names must be unique within a Region"
 */
test('a name can be given to one group (CreateLogGroup: "Log group names must be unique within a Region")', async () => {
  const create = (logGroupName: string) => aws.client.send(new CreateLogGroupCommand({ logGroupName }))
  await create('/messaging/dev/shop')

  await expect(create('/messaging/dev/shop')).rejects.toMatchObject({
    name: 'ResourceAlreadyExistsException',
  })
  await expect(create('no spaces')).rejects.toMatchObject({ name: 'InvalidParameterException' })
})

/** @own writes of other services, which make groups and streams */
test('a write creates its group and stream automatically', async () => {
  aws.write('/messaging/dev/shop/buying', '2026/01/01/[$LATEST]abc', 'hello')

  const { logGroups } = await aws.client.send(new DescribeLogGroupsCommand({}))
  expect(logGroups).toEqual([
    expect.objectContaining({
      logGroupName: '/messaging/dev/shop/buying',
      arn: 'arn:aws:logs:us-east-1:000000000000:log-group:/messaging/dev/shop/buying:*',
      logGroupArn: 'arn:aws:logs:us-east-1:000000000000:log-group:/messaging/dev/shop/buying',
      creationTime: aws.clock.now(),
      storedBytes: 5,
    }),
  ])
})

/**
 * @documented CloudWatch Logs API Reference, DescribeLogGroups: "The results are ASCII-sorted by log group
 *   name."
 */
test('groups are described by name, a page at a time ("The results are ASCII-sorted by log group name")', async () => {
  for (const name of ['/b/two', '/a/one', '/b/one']) aws.write(name, 's', 'x')

  const first = await groupNames({ limit: 2 })
  expect(first.names).toEqual(['/a/one', '/b/one'])
  expect((await groupNames({ limit: 2, nextToken: first.nextToken })).names).toEqual(['/b/two'])
  expect((await groupNames({ logGroupNamePrefix: '/b/' })).names).toEqual(['/b/one', '/b/two'])
  expect((await groupNames({ logGroupNamePattern: 'one' })).names).toEqual(['/a/one', '/b/one'])
  await expect(groupNames({ logGroupNamePrefix: '/b', logGroupNamePattern: 'one' })).rejects.toThrow(
    'mutually exclusive',
  )
})

/**
 * @documented CloudWatch Logs API Reference, InvalidParameterException: "A parameter is specified
 *   incorrectly."
 */
test.each(['-1', '1.5', 'two'])('the token %s, which no page gave out, is refused', async nextToken => {
  await expect(groupNames({ nextToken })).rejects.toMatchObject({ name: 'InvalidParameterException' })
})

/**
 * @documented CloudWatch Logs API Reference, DeleteLogGroup: the log group is deleted, and all its log events
 */
test('a deleted group is gone, with its events', async () => {
  aws.write('/a', 's', 'x')
  await aws.client.send(new DeleteLogGroupCommand({ logGroupName: '/a' }))

  await expect(aws.filter({ logGroupName: '/a' })).rejects.toMatchObject({
    name: 'ResourceNotFoundException',
  })
})

/** @documented CloudWatch Logs API Reference, DescribeLogStreams, orderBy: LogStreamName or LastEventTime */
test('streams are ordered by name, or by their last event (DescribeLogStreams, orderBy)', async () => {
  aws.write('/a', 'early', 'x')
  await aws.clock.advanceBy({ seconds: 5 })
  aws.write('/a', 'busy', 'x')
  await aws.client.send(new CreateLogStreamCommand({ logGroupName: '/a', logStreamName: 'silent' }))

  const describe = async (input: object) => {
    const command = new DescribeLogStreamsCommand({ logGroupName: '/a', ...input })
    const { logStreams = [] } = await aws.client.send(command)
    return logStreams.map(({ logStreamName }) => logStreamName)
  }
  expect(await describe({})).toEqual(['busy', 'early', 'silent'])
  expect(await describe({ orderBy: 'LastEventTime', descending: true })).toEqual(['busy', 'early', 'silent'])
  expect(await describe({ orderBy: 'LastEventTime' })).toEqual(['silent', 'early', 'busy'])
  expect(await describe({ logStreamNamePrefix: 'e' })).toEqual(['early'])
})

/**
 * @documented CloudWatch Logs API Reference, DeleteLogStream: the log stream is deleted, and all its log
 *   events
 */
test('deleting a stream removes only its events', async () => {
  aws.write('/a', 'one', 'first')
  aws.write('/a', 'two', 'second')
  await aws.client.send(new DeleteLogStreamCommand({ logGroupName: '/a', logStreamName: 'one' }))

  expect(await aws.filter({ logGroupName: '/a' })).toEqual(['second'])
})

/**
 * @documented CloudWatch Logs API Reference, PutRetentionPolicy: the number of days for which log events are
 *   retained
 */
test('events older than the retention are gone (PutRetentionPolicy)', async () => {
  aws.write('/a', 's', 'old')
  await aws.client.send(new PutRetentionPolicyCommand({ logGroupName: '/a', retentionInDays: 3 }))
  await aws.clock.advanceBy({ hours: 71 })
  aws.write('/a', 's', 'new')
  expect(await aws.filter({ logGroupName: '/a' })).toEqual(['old', 'new'])

  await aws.clock.advanceBy({ hours: 1 })
  expect(await aws.filter({ logGroupName: '/a' })).toEqual(['new'])

  await aws.client.send(new DeleteRetentionPolicyCommand({ logGroupName: '/a' }))
  await aws.clock.advanceBy({ hours: 1000 })
  expect(await aws.filter({ logGroupName: '/a' })).toEqual(['new'])
})

/** @documented CloudWatch Logs API Reference, PutRetentionPolicy, retentionInDays: the possible values */
test('an invalid retention is refused', async () => {
  aws.write('/a', 's', 'x')
  const put = aws.client.send(new PutRetentionPolicyCommand({ logGroupName: '/a', retentionInDays: 4 }))

  await expect(put).rejects.toMatchObject({ name: 'InvalidParameterException' })
})

/** @own what is not simulated is refused by name */
test.each([{ kmsKeyId: 'arn:aws:kms:us-east-1:000000000000:key/any' }, { deletionProtectionEnabled: true }])(
  '%j is refused',
  async member => {
    const [name = ''] = Object.keys(member)
    const create = new CreateLogGroupCommand({ logGroupName: '/refused', ...member })
    await expect(aws.client.send(create)).rejects.toThrow(`does not simulate the member "${name}"`)
  },
)
