import {
  DescribeQueriesCommand,
  GetQueryResultsCommand,
  type StartQueryCommandInput,
  StopQueryCommand,
} from '@aws-sdk/client-cloudwatch-logs'
import { type InsightsRig, openInsights } from './insights-rig.ts'

let aws: InsightsRig

beforeEach(async () => {
  aws = await openInsights()
})
afterEach(() => aws.rig.close())

const INVALID = { name: 'InvalidParameterException' }
const NOT_FOUND = { name: 'ResourceNotFoundException' }

/** As many lines that it takes many slices to scan them. */
function writeMany(count: number): void {
  const timestamp = aws.clock.now()
  aws.writeTo('/a', 's', ...Array.from({ length: count }, (_, n) => ({ timestamp, message: `{"n":${n}}` })))
}

/**
 * @documented CloudWatch Logs API Reference, QueryStatistics: "The number of log events that matched the
 *   query string."; "The total number of log events scanned during the query."; "The total number of bytes in
 *   the log events scanned during the query."
 */
test('a query says what it scanned: "the number of log events that matched", "scanned", "the total number of bytes"', async () => {
  aws.write('ä', 'ab', 'b')
  aws.writeTo('/b', 's', 'a')

  const id = await aws.start('fields @message | filter @message like /a|ä/ | limit 1', {
    logGroupNames: ['/a', '/b'],
  })
  expect(await aws.finished(id)).toMatchObject({
    status: 'Complete',
    queryLanguage: 'CWLI',
    results: [
      [
        { field: '@message', value: 'ab' },
        { field: '@ptr', value: expect.any(String) },
      ],
    ],
    statistics: {
      recordsMatched: 3,
      recordsScanned: 4,
      bytesScanned: 6,
      logGroupsScanned: 2,
      resultCount: 1,
    },
  })
})

/**
 * @documented CloudWatch Logs User Guide, limit: limit any may "stop the query as soon as N matching log
 *   events are found"
 */
test('"limit any … stop the query as soon as N matching log events are found"', async () => {
  writeMany(5000)

  const { results, statistics } = await aws.finished(await aws.start('fields n | limit any 1'))
  expect(results).toHaveLength(1)
  expect(statistics?.recordsScanned).toBe(1)
})

/** @documented CloudWatch Logs API Reference, StartQuery, logGroupIdentifiers: names or ARNs of log groups */
test('log groups by name, by ARN, from several groups, each once', async () => {
  aws.write('in a')
  aws.writeTo('/b', 's', { timestamp: aws.clock.now() + 1, message: 'in b' })
  const arn = 'arn:aws:logs:us-east-1:000000000000:log-group:/b'

  const both = await aws.rows('fields @message, @log', { logGroupIdentifiers: ['/a', arn, arn] })
  expect(both).toEqual([
    { '@message': 'in b', '@log': '000000000000:/b' },
    { '@message': 'in a', '@log': '000000000000:/a' },
  ])
})

const arnOf = (account: string) => `arn:aws:logs:us-east-1:${account}:log-group:/a`

/**
 * @documented CloudWatch Logs API Reference, StartQuery: logGroupName, logGroupNames or logGroupIdentifiers,
 *   up to 50 groups; limit up to 100,000; queryString up to 10,000 characters
 */
test.each<[string, Partial<StartQueryCommandInput>, object]>([
  ['an unknown group', { logGroupNames: ['/none'] }, NOT_FOUND],
  ["another account's group", { logGroupIdentifiers: [arnOf('111111111111')] }, NOT_FOUND],
  ['an ARN with * at its end', { logGroupIdentifiers: [`${arnOf('000000000000')}:*`] }, INVALID],
  ['51 groups', { logGroupNames: Array.from({ length: 51 }, () => '/a') }, INVALID],
  ['no groups', { logGroupNames: [] }, INVALID],
  ['groups in two ways', { logGroupNames: ['/a'], logGroupIdentifiers: ['/a'] }, INVALID],
  ['a limit of 0', { limit: 0 }, INVALID],
  ['a limit above 100,000', { limit: 100_001 }, INVALID],
  ['a start after the end', { startTime: 2, endTime: 1 }, INVALID],
  ['a time with fractions', { startTime: 1.5 }, INVALID],
  ['a query of more than 10,000 characters', { queryString: `fields ${'x'.repeat(10_000)}` }, INVALID],
])('%s is refused', async (_, input, error) => {
  await expect(aws.start('fields @message', input)).rejects.toMatchObject(error)
})

/** @documented CloudWatch Logs API Reference, StartQuery, startTime and endTime: "The range is inclusive" */
test('startTime and endTime are inside the range ("The range is inclusive"), in seconds or in milliseconds', async () => {
  const now = aws.clock.now()
  for (const offset of [-1000, -1, 0, 1000, 1001]) {
    aws.write({ timestamp: now + offset, message: `${offset}` })
  }

  const times = async (startTime: number, endTime: number) => {
    const rows = await aws.rows('fields @message', { startTime, endTime })
    return rows.map(row => row['@message'])
  }
  expect(await times(aws.seconds, aws.seconds + 1)).toEqual(['1000', '0'])
  expect(await times(now - 1, now + 1001)).toEqual(['1001', '1000', '0', '-1'])
})

/**
 * @documented CloudWatch Logs API Reference, StartQuery, limit: 10,000 without it; GetQueryResults, nextToken
 */
test('without limit there are 10,000 rows, and GetQueryResults gives them by pages', async () => {
  writeMany(10_001)
  const id = await aws.start('fields n')
  expect((await aws.finished(id, 1)).statistics?.resultCount).toBe(10_000)
  const larger = await aws.start('fields n', { limit: 10_001 })
  expect((await aws.finished(larger, 1)).statistics?.resultCount).toBe(10_001)

  const page = (nextToken?: string) =>
    aws.client.send(new GetQueryResultsCommand({ queryId: id, maxItems: 9_999, nextToken }))
  const first = await page()
  expect(first.results).toHaveLength(9_999)
  const second = await page(first.nextToken)
  expect(second.results?.map(fields => fields[0])).toEqual([{ field: 'n', value: '1' }])
  expect(second.nextToken).toBeUndefined()
})

/** @documented CloudWatch Logs API Reference, GetQueryResults, status: Scheduled, Running, and Complete */
test('a query sees what was there when it began, and others are answered while it is at work', async () => {
  writeMany(50_000)
  const id = await aws.start('stats count(*) as n')
  const states = new Set<string | undefined>()
  for (let answer = await poll(id); ; answer = await poll(id)) {
    states.add(answer.status)
    if (answer.status === 'Complete') {
      expect(answer.results).toEqual([[{ field: 'n', value: '50000' }]])
      break
    }
    expect(answer.results).toEqual([])
    aws.write('{"n":"written meanwhile"}')
  }
  expect(states).toContain('Running')
})

function poll(queryId: string) {
  return aws.client.send(new GetQueryResultsCommand({ queryId }))
}

/**
 * @documented CloudWatch Logs API Reference, StopQuery: "If the query has already ended, the operation
 *   returns an error indicating that the specified query is not running."
 */
test('StopQuery cancels; a query that has ended "is not running"', async () => {
  writeMany(50_000)
  const id = await aws.start('stats pct(n, 50) by bin(1m)')
  const stop = () => aws.client.send(new StopQueryCommand({ queryId: id }))

  expect(await stop()).toMatchObject({ success: true })
  const answer = await poll(id)
  expect(answer).toMatchObject({ status: 'Cancelled', results: [] })
  expect(answer.statistics?.recordsScanned).toBeLessThan(50_000)
  await expect(stop()).rejects.toMatchObject(INVALID)
  expect((await poll(id)).statistics).toEqual(answer.statistics)
})

/**
 * @documented CloudWatch Logs API Reference, GetQueryResults and StopQuery, ResourceNotFoundException: "The
 *   specified resource does not exist."
 */
test('unknown ids', async () => {
  const queryId = '8af8ed70-d252-4c8e-98c3-e7de57c51ed9'
  await expect(poll(queryId)).rejects.toMatchObject(NOT_FOUND)
  await expect(aws.client.send(new StopQueryCommand({ queryId }))).rejects.toMatchObject(NOT_FOUND)
})

/**
 * @documented CloudWatch Logs API Reference, DescribeQueries: logGroupName, status, maxResults and nextToken
 */
test('DescribeQueries: the latest first, by group and by status, a page at a time', async () => {
  aws.writeTo('/b', 's', 'b')
  const first = await aws.start('fields @message')
  await aws.finished(first)
  const second = await aws.start('stats count(*)', { logGroupNames: ['/b'] })
  await aws.finished(second)
  const ids = async (input: object) => {
    const { queries = [], nextToken } = await aws.client.send(new DescribeQueriesCommand(input))
    return { ids: queries.map(({ queryId }) => queryId), nextToken }
  }

  expect((await ids({})).ids).toEqual([second, first])
  expect((await ids({ logGroupName: '/a' })).ids).toEqual([first])
  expect((await ids({ status: 'Running' })).ids).toEqual([])
  const page = await ids({ maxResults: 1 })
  expect(page.ids).toEqual([second])
  expect((await ids({ maxResults: 1, nextToken: page.nextToken })).ids).toEqual([first])
  const { queries } = await aws.client.send(new DescribeQueriesCommand({}))
  expect(queries?.[0]).toMatchObject({
    queryString: 'stats count(*)',
    status: 'Complete',
    logGroupName: '/b',
    createTime: aws.clock.now(),
    queryLanguage: 'CWLI',
  })
})

/**
 * @documented CloudWatch Logs API Reference, StartQuery: "You can have up to 100 concurrent CloudWatch Logs
 *   insights queries"
 */
test('"You can have up to 100 concurrent CloudWatch Logs insights queries"', async () => {
  writeMany(50_000)
  const started: string[] = []
  const startOne = async () => started.push(await aws.start('stats count(*)'))
  for (let count = 0; count < 100; count++) await startOne()

  await expect(startOne()).rejects.toMatchObject({ name: 'LimitExceededException' })
  for (const queryId of started.slice(1)) await aws.client.send(new StopQueryCommand({ queryId }))
  expect(await aws.finished(started[0] as string)).toMatchObject({ status: 'Complete' })
})

/** @own bounds of queries */
test('lists in lists must not make rows without end: beyond 10,000 of an event, the query fails', async () => {
  const told = jest.spyOn(process.stderr, 'write').mockReturnValue(true)
  const list = JSON.stringify({ list: Array.from({ length: 200 }, () => 0) })
  aws.write(list)
  const twice = 'fields jsonParse(@message) as js | unnest js.list into a | unnest js.list into b'

  expect(await aws.finished(await aws.start(`${twice} | stats count(*)`))).toMatchObject({ status: 'Failed' })
  expect(told.mock.lastCall?.[0]).toContain('more than 10000 rows of one event by unnest')
  told.mockRestore()
})

/** @own how many results are kept */
test('the results of the oldest queries are forgotten beyond 100,000 rows', async () => {
  writeMany(51_000)
  const complete = async () => {
    const id = await aws.start('fields n', { limit: 100_000 })
    await aws.finished(id, 1)
    return id
  }
  const first = await complete()
  const second = await complete()

  await expect(poll(first)).rejects.toMatchObject(NOT_FOUND)
  expect(await aws.finished(second, 1)).toMatchObject({ status: 'Complete' })
})
