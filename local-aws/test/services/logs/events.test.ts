import {
  CreateLogGroupCommand,
  CreateLogStreamCommand,
  DescribeLogStreamsCommand,
  FilterLogEventsCommand,
  GetLogEventsCommand,
  paginateFilterLogEvents,
} from '@aws-sdk/client-cloudwatch-logs'
import { Random } from '../../../src/random.ts'
import { type LogsRig, openLogs } from './logs-rig.ts'

let aws: LogsRig

beforeEach(async () => {
  aws = await openLogs()
  await aws.client.send(new CreateLogGroupCommand({ logGroupName: '/a' }))
  await aws.client.send(new CreateLogStreamCommand({ logGroupName: '/a', logStreamName: 's' }))
})
afterEach(() => aws.rig.close())

const STREAM = { logGroupName: '/a', logStreamName: 's' }

/** @documented CloudWatch Logs API Reference, FilterLogEvents: events are "sorted by event timestamp" */
test('events of all streams come oldest first ("sorted by event timestamp"), whoever was written first', async () => {
  const now = aws.clock.now()
  aws.write('/a', 'one', { timestamp: now - 10, message: 'second' })
  aws.write('/a', 'two', { timestamp: now - 20, message: 'first' }, { timestamp: now - 10, message: 'third' })

  const { events } = await aws.client.send(new FilterLogEventsCommand({ logGroupName: '/a' }))
  expect(events?.map(({ message, logStreamName }) => [message, logStreamName])).toEqual([
    ['first', 'two'],
    ['second', 'one'],
    ['third', 'two'],
  ])
  expect(new Set(events?.map(({ eventId }) => eventId)).size).toBe(3)
  expect(events?.[0]).toMatchObject({ timestamp: now - 20, ingestionTime: now })
})

/**
 * @documented CloudWatch Logs API Reference, FilterLogEvents, endTime: "Events with a timestamp later than
 *   this time are not returned."
 */
test('startTime and endTime are both inside (FilterLogEvents: "Events with a timestamp later than this time are not returned")', async () => {
  const now = aws.clock.now()
  for (const offset of [0, 1, 2, 3]) aws.write('/a', 's', { timestamp: now + offset, message: `${offset}` })

  expect(await aws.filter({ logGroupName: '/a', startTime: now + 1, endTime: now + 2 })).toEqual(['1', '2'])
})

/**
 * @documented CloudWatch Logs API Reference, FilterLogEvents: logStreamNames and logStreamNamePrefix exclude
 *   each other
 */
test('streams are chosen by name or by prefix, not by both', async () => {
  for (const stream of ['a1', 'a2', 'b1']) aws.write('/a', stream, stream)

  expect(await aws.filter({ logGroupName: '/a', logStreamNames: ['a1', 'b1'] })).toEqual(['a1', 'b1'])
  expect(await aws.filter({ logGroupName: '/a', logStreamNamePrefix: 'a' })).toEqual(['a1', 'a2'])
  await expect(
    aws.filter({ logGroupName: '/a', logStreamNamePrefix: 'a', logStreamNames: ['a1'] }),
  ).rejects.toMatchObject({ name: 'InvalidParameterException' })
  await expect(aws.filter({ logGroupName: '/a', logStreamNames: ['none'] })).rejects.toMatchObject({
    name: 'ResourceNotFoundException',
  })
})

/**
 * @documented CloudWatch Logs API Reference, FilterLogEvents, nextToken: "The token for the next set of
 *   events to return."
 */
test('nextToken goes on after the last event, though others came in between', async () => {
  aws.write('/a', 's', '1', '2', '3')
  const command = (nextToken?: string) =>
    new FilterLogEventsCommand({ logGroupIdentifier: '/a', limit: 2, nextToken })

  const first = await aws.client.send(command())
  expect(first.events?.map(({ message }) => message)).toEqual(['1', '2'])
  aws.write('/a', 'other', { timestamp: aws.clock.now() - 1, message: 'before' })

  const second = await aws.client.send(command(first.nextToken))
  expect(second.events?.map(({ message }) => message)).toEqual(['3'])
  expect(second.nextToken).toBeUndefined()
})

/**
 * @documented CloudWatch Logs API Reference, FilterLogEvents: "A returned page might only be partially full, or even
 *   empty."
 */
test('a regular expression that takes long over many events goes on in the next request', async () => {
  // Of a random text nearly every character leads to a state that was never seen.
  const random = new Random(1)
  const slow = () => `${Array.from({ length: 4000 }, () => 'ab'[random.integer(2)]).join('')}yx`
  aws.write('/a', 's', ...Array.from({ length: 20 }, slow), 'abx')

  const filtered = { logGroupName: '/a', filterPattern: '%a[ab]{0,200}x%' }
  expect(await aws.client.send(new FilterLogEventsCommand(filtered))).toMatchObject({
    events: [],
    nextToken: expect.any(String),
  })
  const found: (string | undefined)[] = []
  for await (const { events = [] } of paginateFilterLogEvents({ client: aws.client }, filtered)) {
    found.push(...events.map(({ message }) => message))
  }
  expect(found).toEqual(['abx'])
})

/** @documented CloudWatch Logs API Reference, FilterLogEvents: up to 1 MB of events */
test('a response contains at most 1 MB of events', async () => {
  const line = 'x'.repeat(400_000)
  aws.write('/a', 's', line, line, line)

  const { events, nextToken } = await aws.client.send(new FilterLogEventsCommand({ logGroupName: '/a' }))
  expect(events).toHaveLength(2)
  expect(nextToken).toBeDefined()
})

/**
 * @documented CloudWatch Logs API Reference, GetLogEvents: startFromHead, nextForwardToken and
 *   nextBackwardToken
 */
test('GetLogEvents begins with the latest, or with the head, and its tokens lead both ways', async () => {
  aws.write('/a', 's', '1', '2', '3', '4')
  const get = async (input: object) => {
    const answer = await aws.client.send(new GetLogEventsCommand({ ...STREAM, limit: 2, ...input }))
    return { ...answer, messages: answer.events?.map(({ message }) => message) }
  }

  const latest = await get({})
  expect(latest.messages).toEqual(['3', '4'])
  expect((await get({ nextToken: latest.nextBackwardToken })).messages).toEqual(['1', '2'])
  const head = await get({ startFromHead: true })
  expect(head.messages).toEqual(['1', '2'])
  expect((await get({ nextToken: head.nextForwardToken })).messages).toEqual(['3', '4'])
})

/**
 * @documented CloudWatch Logs API Reference, GetLogEvents: at the end of the stream "it returns the same
 *   token you passed in"
 */
test('at the end of a stream the token stays (GetLogEvents: "it returns the same token you passed in")', async () => {
  aws.write('/a', 's', '1')
  const get = (nextToken?: string) =>
    aws.client.send(new GetLogEventsCommand({ ...STREAM, startFromHead: true, nextToken }))
  const { nextForwardToken } = await get()

  expect(await get(nextForwardToken)).toMatchObject({ events: [], nextForwardToken })
  aws.write('/a', 's', '2')
  expect((await get(nextForwardToken)).events).toEqual([expect.objectContaining({ message: '2' })])
})

/**
 * @documented CloudWatch Logs API Reference, PutLogEvents: "Uploads a batch of log events to the specified
 *   log stream."
 */
test('PutLogEvents stores a batch, which describes its stream', async () => {
  const now = aws.clock.now()
  await aws.put('/a', 's', { timestamp: now - 1000, message: 'one' }, { timestamp: now, message: 'two' })

  expect(await aws.filter({ logGroupName: '/a' })).toEqual(['one', 'two'])
  const { logStreams } = await aws.client.send(new DescribeLogStreamsCommand({ logGroupName: '/a' }))
  expect(logStreams?.[0]).toMatchObject({
    firstEventTimestamp: now - 1000,
    lastEventTimestamp: now,
    lastIngestionTime: now,
  })
})

/**
 * @documented CloudWatch Logs API Reference, PutLogEvents: events "more than 2 hours in the future" or "older
 *   than 14 days" are left out, and told in rejectedLogEventsInfo
 */
test('what is too old or too new is left out and told ("more than 2 hours in the future", "older than 14 days")', async () => {
  const now = aws.clock.now()
  const hours = 3_600_000
  const tooOld = await aws.put(
    '/a',
    's',
    { timestamp: now - 14 * 24 * hours - 1, message: 'too old' },
    { timestamp: now - 14 * 24 * hours, message: 'just old enough' },
  )
  expect(tooOld.rejectedLogEventsInfo).toEqual({ tooOldLogEventEndIndex: 1 })

  const tooNew = await aws.put(
    '/a',
    's',
    { timestamp: now, message: 'now' },
    { timestamp: now + 2 * hours + 1, message: 'too new' },
  )
  expect(tooNew.rejectedLogEventsInfo).toEqual({ tooNewLogEventStartIndex: 1 })
  expect(await aws.filter({ logGroupName: '/a' })).toEqual(['just old enough', 'now'])
})

/**
 * @documented CloudWatch Logs API Reference, PutLogEvents: a batch is in chronological order, and spans no
 *   more than 24 hours
 */
test('a batch is in chronological order, spans a day, and goes to a stream that exists', async () => {
  const now = aws.clock.now()
  const invalid = { name: 'InvalidParameterException' }

  const [later, earlier] = [
    { timestamp: now, message: 'x' },
    { timestamp: now - 1, message: 'x' },
  ]
  await expect(aws.put('/a', 's', later, earlier)).rejects.toMatchObject(invalid)
  await expect(aws.put('/a', 's')).rejects.toMatchObject(invalid)
  const dayBefore = { timestamp: now - 86_400_001, message: 'x' }
  await expect(aws.put('/a', 's', dayBefore, later)).rejects.toThrow('24 hours')
  await expect(aws.put('/a', 'none', later)).rejects.toMatchObject({ name: 'ResourceNotFoundException' })
})

/** @own how many events are kept */
test('a group keeps 100,000 events; then the oldest tenth goes', async () => {
  const line = { timestamp: aws.clock.now(), message: 'x' }
  aws.logs.write('/a', 's', [{ ...line, message: 'oldest' }, ...Array.from({ length: 99_999 }, () => line)])
  expect(await aws.filter({ logGroupName: '/a', filterPattern: 'oldest' })).toEqual(['oldest'])

  aws.logs.write('/a', 's', [{ ...line, message: 'newest' }])
  expect(await aws.filter({ logGroupName: '/a', filterPattern: '?oldest ?newest' })).toEqual(['newest'])
})
