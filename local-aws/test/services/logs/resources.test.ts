import {
  DescribeLogGroupsCommand,
  DescribeLogStreamsCommand,
  DescribeMetricFiltersCommand,
  DescribeQueryDefinitionsCommand,
} from '@aws-sdk/client-cloudwatch-logs'
import { create } from '../../resource.ts'
import { type LogsRig, openLogs } from './logs-rig.ts'

let aws: LogsRig

beforeEach(async () => {
  aws = await openLogs()
})
afterEach(() => aws.rig.close())

/** @documented CloudFormation Template Reference, AWS::Logs::LogGroup: Ref is the name; Arn by Fn::GetAtt */
test('AWS::Logs::LogGroup: Ref is the name, Arn ends in :*', async () => {
  const named = { LogGroupName: '/messaging/dev/shop/buying', RetentionInDays: 30 }

  expect(await create(aws.logs.resourceTypes, 'AWS::Logs::LogGroup', named)).toEqual({
    physicalId: '/messaging/dev/shop/buying',
    attributes: { Arn: 'arn:aws:logs:us-east-1:000000000000:log-group:/messaging/dev/shop/buying:*' },
  })
  const { logGroups } = await aws.client.send(new DescribeLogGroupsCommand({}))
  expect(logGroups?.[0]).toMatchObject({ retentionInDays: 30 })
})

/** @own log group classes, refused as not simulated */
test('AWS::Logs::LogGroup of another class is refused: it would have no metric filters and no embedded metrics', async () => {
  const infrequent = { LogGroupName: '/a', LogGroupClass: 'INFREQUENT_ACCESS' }

  await expect(create(aws.logs.resourceTypes, 'AWS::Logs::LogGroup', infrequent)).rejects.toThrow(
    'INFREQUENT_ACCESS',
  )
})

/**
 * @documented CloudFormation Template Reference, AWS::Logs::LogGroup, LogGroupName: without it CloudFormation
 *   makes one
 */
test('AWS::Logs::LogGroup without a name gets one', async () => {
  const { physicalId } = await create(aws.logs.resourceTypes, 'AWS::Logs::LogGroup', {})

  expect(physicalId).toBe('Test-Thing-1A2B3C')
})

/** @documented CloudFormation Template Reference, AWS::Logs::LogStream: Ref is the name */
test('AWS::Logs::LogStream: Ref is the name, and the stream is there before anything is written', async () => {
  await create(aws.logs.resourceTypes, 'AWS::Logs::LogGroup', { LogGroupName: '/a' })
  const properties = { LogGroupName: '/a', LogStreamName: 'errors' }
  expect(await create(aws.logs.resourceTypes, 'AWS::Logs::LogStream', properties)).toEqual({
    physicalId: 'errors',
    attributes: {},
  })
  const { logStreams } = await aws.client.send(new DescribeLogStreamsCommand({ logGroupName: '/a' }))
  expect(logStreams).toEqual([expect.objectContaining({ logStreamName: 'errors' })])
})

/**
 * @documented CloudFormation Template Reference, AWS::Logs::MetricFilter: FilterPattern and
 *   MetricTransformations
 */
test('AWS::Logs::MetricFilter puts metrics', async () => {
  aws.write('/a', 's', 'before')
  await create(aws.logs.resourceTypes, 'AWS::Logs::MetricFilter', {
    LogGroupName: '/a',
    FilterPattern: '{ $.n = * }',
    MetricTransformations: [
      {
        MetricNamespace: 'N',
        MetricName: 'm',
        MetricValue: '$.n',
        Dimensions: [{ Key: 'Kind', Value: '$.kind' }],
      },
    ],
  })
  aws.write('/a', 's', '{"n": 4, "kind": "k"}')

  const [series] = aws.metrics.series({ namespace: 'N', name: 'm', dimensions: { Kind: 'k' } })
  expect([...(series?.stretches.values() ?? [])].map(({ sum }) => sum)).toEqual([4])
  const { metricFilters } = await aws.client.send(new DescribeMetricFiltersCommand({}))
  expect(metricFilters).toHaveLength(1)
})

/**
 * @documented CloudFormation Template Reference, AWS::Logs::QueryDefinition: Ref is the query definition ID
 */
test('AWS::Logs::QueryDefinition is kept', async () => {
  const properties = { Name: 'trail', QueryString: 'fields @message', LogGroupNames: ['/a'] }
  const { physicalId } = await create(aws.logs.resourceTypes, 'AWS::Logs::QueryDefinition', properties)

  const { queryDefinitions } = await aws.client.send(new DescribeQueryDefinitionsCommand({}))
  expect(queryDefinitions).toEqual([
    expect.objectContaining({ queryDefinitionId: physicalId, name: 'trail', logGroupNames: ['/a'] }),
  ])
})
