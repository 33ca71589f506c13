import { EventStreamCodec } from '@smithy/core/event-streams'
import { ServiceModel } from '../../../src/api/model/service-model.ts'
import { EventStream, type StreamedEvent } from '../../../src/api/protocols/event-stream.ts'
import { jsonProtocol } from '../../../src/api/protocols/json-protocol.ts'
import { rpcService } from '../../../src/api/protocols/rpc-service.ts'
import type { RequestContext } from '../../../src/api/service-api.ts'
import { AwsError } from '../../../src/aws-error.ts'
import { Rig } from '../../rig.ts'
import { signedFetch } from '../../signed-request.ts'

/** Smithy, "Amazon Event Stream Specification". */

const rig = Rig.stepped()
const codec = new EventStreamCodec(
  bytes => Buffer.from(bytes as Uint8Array).toString(),
  text => Buffer.from(text),
)
let events: (signal: AbortSignal) => AsyncGenerator<StreamedEvent>

beforeAll(() =>
  rig.open([
    rpcService({
      signingName: 'kinesis',
      model: new ServiceModel({ operations: { Watch: ['unit'] }, shapes: {} }),
      protocols: [jsonProtocol({ targetPrefix: 'Kinesis', version: '1.1' })],
      actions: { Watch: (_: object, { signal }: RequestContext) => new EventStream(events(signal)) },
    }),
  ]),
)
afterAll(() => rig.close())

const watch = () =>
  signedFetch(rig.target, 'kinesis', '/', { headers: { 'x-amz-target': 'Kinesis.Watch' }, body: '{}' })

/** The frames of an answer: their headers without the colon, and their content. */
async function frames(response: Response) {
  const decoded: object[] = []
  let rest = Buffer.from(await response.arrayBuffer())
  while (rest.length > 0) {
    // "Total byte length: the overall byte length of the message."
    const length = rest.readUInt32BE(0)
    const { headers, body } = codec.decode(rest.subarray(0, length))
    const named = Object.entries(headers).map(([name, { value }]) => [name.slice(1), value])
    decoded.push({ ...Object.fromEntries(named), content: JSON.parse(Buffer.from(body).toString()) })
    rest = rest.subarray(length)
  }
  return decoded
}

const CONTENT = { 'content-type': 'application/x-amz-json-1.1' }
const INITIAL = { 'message-type': 'event', 'event-type': 'initial-response', ...CONTENT, content: {} }

test('"the initial-response message", then a frame for each event', async () => {
  events = async function* () {
    yield { type: 'Ticked', content: { at: 1 } }
    yield { type: 'Ticked', content: { at: 2 } }
  }
  const response = await watch()
  expect(response.status).toBe(200)
  expect(response.headers.get('content-type')).toBe('application/vnd.amazon.eventstream')
  expect(response.headers.get('x-amzn-requestid')).toMatch(/^[\da-f-]{36}$/)
  const ticked = (at: number) => ({
    ...{ 'message-type': 'event', 'event-type': 'Ticked' },
    ...{ ...CONTENT, content: { at } },
  })
  expect(await frames(response)).toEqual([INITIAL, ticked(1), ticked(2)])
})

test.each<[string, Error, { type: string; message: string }]>([
  [
    'a documented error',
    new AwsError('Gone', 'It is gone.', { members: { since: 3 } }),
    { type: 'Gone', message: 'It is gone.' },
  ],
  ['a defect', new TypeError('x'), { type: 'InternalFailure', message: 'The local AWS failed' }],
])('%s is the last frame, an exception', async (_, error, { type, message }) => {
  const stderr = jest.spyOn(process.stderr, 'write').mockReturnValue(true)
  // biome-ignore lint/correctness/useYield: it fails before its first event.
  events = async function* () {
    throw error
  }
  expect(await frames(await watch())).toEqual([
    INITIAL,
    {
      ...{ 'message-type': 'exception', 'exception-type': type },
      ...CONTENT,
      content: expect.objectContaining({ message: expect.stringContaining(message) }),
    },
  ])
  stderr.mockRestore()
})

test('a client that does not read is waited for, and one that goes away ends the events', async () => {
  let [sent, ended] = [0, () => {}]
  const end = new Promise<void>(resolve => {
    ended = resolve
  })
  events = async function* () {
    try {
      for (;;) {
        sent++
        yield { type: 'Filled', content: { text: 'x'.repeat(1_000_000) } }
      }
    } finally {
      ended()
    }
  }
  const response = await watch()
  let before = -1
  while (sent !== before) {
    before = sent
    for (let turn = 0; turn < 200; turn++) await new Promise(resolve => setImmediate(resolve))
  }
  await response.body?.cancel()
  await end
  expect(sent).toBeLessThan(100)
})
