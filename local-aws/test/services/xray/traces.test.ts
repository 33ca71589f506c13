import { createSocket } from 'node:dgram'
import {
  BatchGetTracesCommand,
  GetTimeSeriesServiceStatisticsCommand,
  ListRetrievedTracesCommand,
  PutTraceSegmentsCommand,
  StartTraceRetrievalCommand,
} from '@aws-sdk/client-xray'
import { openXRay, type XRayRig } from './xray-rig.ts'

let aws: XRayRig

beforeEach(async () => {
  aws = await openXRay()
})
afterEach(() => aws.close())

/** As the SDKs do it; resolves when the packet was handed over and those before it were read. */
async function sendToDaemon(text: string): Promise<void> {
  const [host, port] = aws.xray.daemonAddress.split(':')
  const socket = createSocket('udp4')
  await new Promise(resolve => socket.send(text, Number(port), host, resolve))
  socket.close()
}

async function untilKept(traceId: string): Promise<void> {
  while ((await aws.documents(traceId)).length === 0) await new Promise(resolve => setImmediate(resolve))
}

const HEADER = '{"format": "json", "version": 1}\n'

/**
 * @documented X-Ray Developer Guide, X-Ray daemon: segments are sent "in JSON over UDP …, prepended by the
 *   daemon header"
 */
test('the daemon accepts segments over UDP ("in JSON over UDP …, prepended by the daemon header")', async () => {
  expect(aws.xray.daemonAddress).toMatch(/^127\.0\.0\.1:\d+$/)
  const segment = aws.segment()
  await sendToDaemon(JSON.stringify(aws.segment()))
  await sendToDaemon(`${HEADER}not json`)
  await sendToDaemon(HEADER + JSON.stringify(segment))
  await untilKept(segment.trace_id)

  expect(await aws.documents(segment.trace_id)).toEqual([segment])
  expect(await aws.summaries()).toHaveLength(1)
})

/**
 * @documented X-Ray Developer Guide, Segment documents, Subsegments: they may be sent by themselves, with
 *   parent_id
 */
test('subsegments that were sent by themselves are found under their parents, at any depth and in any order', async () => {
  const handler = { ...aws.segment(), name: '## handler' }
  const root = aws.segment({ subsegments: [handler] })
  const { trace_id } = root
  const call = aws.segment({ trace_id, name: 'SNS', type: 'subsegment', parent_id: handler.id })
  const attempt = aws.segment({ trace_id, name: 'attempt', type: 'subsegment', parent_id: call.id })
  await aws.put(attempt, call, root)

  expect(await aws.documents(trace_id)).toMatchObject([
    {
      name: 'buying',
      subsegments: [
        { name: '## handler', subsegments: [{ name: 'SNS', subsegments: [{ name: 'attempt' }] }] },
      ],
    },
  ])
})

/**
 * @documented X-Ray API Reference, PutTraceSegments: send the complete document "to overwrite the in-progress
 *   segment"
 */
test('a document in progress gives way to the complete one, whichever comes first ("to overwrite the in-progress segment")', async () => {
  const complete = aws.segment()
  const { end_time: _, ...begun } = complete
  const inProgress = { ...begun, in_progress: true }

  await aws.put(inProgress)
  expect(await aws.summaries()).toMatchObject([{ IsPartial: true }])
  await aws.put(complete)
  await aws.put(inProgress)
  expect(await aws.documents(complete.trace_id)).toEqual([complete])
  expect(await aws.summaries()).toMatchObject([{ IsPartial: false }])
})

/** @documented X-Ray Developer Guide, Segment documents: links to other traces */
test('a segment keeps its links, as SQS batches have them', async () => {
  const links = [{ trace_id: '1-5759e988-bd862e3fe1be46a994272793', id: '53995c3f42cd8ad8' }]
  const segment = aws.segment({ links })
  aws.xray.record(segment)

  expect(await aws.documents(segment.trace_id)).toEqual([segment])
})

/**
 * @documented X-Ray API Reference, PutTraceSegments, UnprocessedTraceSegments: "Segments that failed
 *   processing."
 */
test.each([
  ['no name', { name: undefined }, 'MissingName'],
  ['a bad id', { id: 'xyz' }, 'InvalidId'],
  ['no id', { id: undefined }, 'MissingId'],
  ['a bad trace id', { trace_id: '1-2-3' }, 'InvalidTraceId'],
  ['no start', { start_time: undefined }, 'MissingStartTime'],
  ['neither end nor in_progress', { end_time: undefined }, 'MissingEndTime'],
])(
  'a document with %s is returned as unprocessed, and the others are stored (PutTraceSegments)',
  async (_, flaw, ErrorCode) => {
    const { UnprocessedTraceSegments } = await aws.put(aws.segment(flaw), aws.segment())

    expect(UnprocessedTraceSegments).toMatchObject([{ ErrorCode }])
    expect(await aws.summaries()).toHaveLength(1)
  },
)

/** @documented X-Ray Developer Guide, Segment documents, name: up to 200 characters, which are Unicode letters, numbers, whitespace and some symbols */
test('a name with other characters, or a longer one, is invalid in segments and subsegments', async () => {
  const inside = { id: '00000000000000ab', name: 'calls $Proxy', start_time: 1 }
  const named = aws.segment({ name: 'GET /orders?' })
  const { UnprocessedTraceSegments } = await aws.put(
    named,
    aws.segment({ name: 'x'.repeat(201) }),
    aws.segment({ subsegments: [{ ...part(), subsegments: [inside] }] }),
    aws.segment({ type: 'subsegment', id: inside.id, name: 'f()' }),
    aws.segment({ name: '## größe_1.a:b/c%d&e=f+g\\h-i@j 日本' }),
    aws.segment({ name: 'x'.repeat(200) }),
  )

  const ErrorCode = 'InvalidName'
  const subsegment = { Id: inside.id, Message: 'Invalid subsegment. ErrorCode: InvalidName, Cause: null' }
  expect(UnprocessedTraceSegments).toMatchObject([
    { ErrorCode, Id: named.id, Message: 'Invalid segment. ErrorCode: InvalidName' },
    { ErrorCode },
    { ErrorCode, ...subsegment },
    { ErrorCode, ...subsegment },
  ])
  expect(await aws.summaries()).toHaveLength(2)
})

const nested = (levels: number): object => (levels === 0 ? {} : { metadata: nested(levels - 1) })

/** @documented X-Ray API Reference, PutTraceSegments and X-Ray Developer Guide, Segment documents: what cannot be processed is in UnprocessedTraceSegments */
describe.each<[string, object]>([
  ['a subsegment that is null', { subsegments: [null] }],
  ['subsegments that are no list', { subsegments: { 0: 1 } }],
  ['a subsegment without id', { subsegments: [{ name: 'part', start_time: 1 }] }],
  [
    'a subsegment of a subsegment without start',
    { subsegments: [{ ...part(), subsegments: [{ id: 'x' }] }] },
  ],
  ['a start that is infinite', { start_time: '1e999' }],
  ['annotations that are a text', { annotations: 'text' }],
  ['an annotation that is null', { annotations: { key: null } }],
  ['http that is a list', { http: [] }],
  ['a request that is a text', { http: { request: 'GET' } }],
  ['a status that is a text', { http: { response: { status: '200' } } }],
  ['a user that is a number', { user: 1 }],
  ['a name that is a list', { name: ['a'] }],
  ['links that are no list', { links: 3 }],
  ['a link that is null', { links: [null] }],
  ['a parent that is an object', { parent_id: {} }],
  ['101 levels', { metadata: nested(100) }],
  ['more than 64 kB', { metadata: { text: 'x'.repeat(64 * 1024) } }],
])('a document with %s', (_, flaw) => {
  test('is returned as unprocessed, and the others can be read', async () => {
    const good = aws.segment()
    const bad = JSON.stringify(aws.segment({ trace_id: good.trace_id, ...flaw })).replace('"1e999"', '1e999')
    const TraceSegmentDocuments = [bad, JSON.stringify(good)]
    const put = new PutTraceSegmentsCommand({ TraceSegmentDocuments })
    expect((await aws.client.send(put)).UnprocessedTraceSegments).toHaveLength(1)

    await sendToDaemon(HEADER + bad.slice(0, 60_000))
    const last = aws.segment()
    await sendToDaemon(HEADER + JSON.stringify(last))
    await untilKept(last.trace_id)
    expect(await aws.summaries()).toHaveLength(2)
    expect(await aws.summaries({ TimeRangeType: 'Service' })).toHaveLength(2)
    expect(await aws.documents(good.trace_id)).toEqual([good])
  })
})

function part() {
  return { id: '00000000000000aa', name: 'part', start_time: 1 }
}

/** @documented X-Ray API Reference, PutTraceSegments: UnprocessedTraceSegments has an Id, an ErrorCode and a Message */
test('what is no JSON, or nested too deeply to be read, is a ParseError', async () => {
  const deep = `${'['.repeat(30_000)}${']'.repeat(30_000)}`
  const put = new PutTraceSegmentsCommand({ TraceSegmentDocuments: ['{', 'null', '3', deep] })
  const { UnprocessedTraceSegments } = await aws.client.send(put)
  expect(UnprocessedTraceSegments).toEqual(
    Array.from({ length: 4 }, () => ({
      ErrorCode: 'ParseError',
      Message: 'Invalid segment. ErrorCode: ParseError',
    })),
  )
})

/** @own segments that are their own parents are shown as segments */
test('subsegments that are parents of each other, or of themselves, can be read', async () => {
  const { trace_id } = aws.segment()
  const sent = (id: string, parent_id: string) => aws.segment({ trace_id, id, parent_id, type: 'subsegment' })
  const [one, other, self] = ['00000000000000a1', '00000000000000a2', '00000000000000a3']
  await aws.put(sent(one, other), sent(other, one), sent(self, self))

  expect(await aws.documents(trace_id)).toMatchObject([{ id: one }, { id: other }, { id: self }])
  expect(await aws.summaries()).toHaveLength(1)
})

/** @own a chain of subsegments does not overflow the stack of those who read it */
test('a long chain of subsegments can be read', async () => {
  const root = aws.segment()
  const chain: object[] = [root]
  let parent_id = root.id
  for (let count = 0; count < 3_000; count++) {
    const next = aws.segment({ trace_id: root.trace_id, type: 'subsegment', parent_id })
    chain.push(next)
    parent_id = next.id
  }
  await aws.put(...chain)
  expect(await aws.summaries()).toMatchObject([{ Duration: 0.1 }])
  expect(await aws.documents(root.trace_id)).not.toEqual([])
})

/** @documented X-Ray API Reference, BatchGetTraces: traces by their IDs, and UnprocessedTraceIds */
test('BatchGetTraces returns complete traces with their duration, and lists unknown ids', async () => {
  const first = aws.segment()
  const { trace_id } = first
  await aws.clock.advanceBy({ seconds: 2 })
  const second = aws.segment({ trace_id, name: 'shipping', parent_id: first.id })
  await aws.put(second, first)
  const unknown = '1-00000000-000000000000000000000000'

  const answer = await aws.client.send(new BatchGetTracesCommand({ TraceIds: [trace_id, unknown] }))
  expect(answer.Traces).toMatchObject([
    { Id: trace_id, Duration: 2.1, Segments: [{ Id: first.id }, { Id: second.id }] },
  ])
  expect(answer.UnprocessedTraceIds).toEqual([unknown])
  await expect(
    aws.client.send(new BatchGetTracesCommand({ TraceIds: Array.from({ length: 6 }, () => trace_id) })),
  ).rejects.toMatchObject({ name: 'InvalidRequestException' })
})

/** @own how many traces are kept */
test('the latest 5,000 traces are stored', async () => {
  const oldest = aws.segment()
  aws.xray.record(oldest)
  for (let count = 1; count < 5000; count++) aws.xray.record(aws.segment())
  expect(await aws.documents(oldest.trace_id)).toHaveLength(1)

  aws.xray.record(aws.segment())
  expect(await aws.documents(oldest.trace_id)).toEqual([])
})

/** @own operations, refused as not simulated */
test('statistics of services over time are refused by name', async () => {
  const statistics = new GetTimeSeriesServiceStatisticsCommand({
    StartTime: new Date(0),
    EndTime: new Date(1000),
  })

  await expect(aws.client.send(statistics)).rejects.toThrow('/TimeSeriesServiceStatistics')
})

/** @own operations, refused as not simulated */
test('the retrieval of traces from Transaction Search is refused by name', async () => {
  const range = { StartTime: new Date(0), EndTime: new Date(1000) }
  const start = new StartTraceRetrievalCommand({ TraceIds: ['1'], ...range })
  await expect(aws.client.send(start)).rejects.toThrow('does not simulate StartTraceRetrieval')
  const list = new ListRetrievedTracesCommand({ RetrievalToken: 'token' })
  await expect(aws.client.send(list)).rejects.toThrow('does not simulate ListRetrievedTraces')
})

/** @own the daemon */
test('closing twice, or before opening, is not an error', async () => {
  await aws.xray.close()
  await aws.xray.close()
})
