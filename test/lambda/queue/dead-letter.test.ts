import { SendMessageCommand, SQSClient, SQSServiceException } from '@aws-sdk/client-sqs'
import type { SQSRecord } from 'aws-lambda'
import { purchasePlaced } from '../../../lambda/contracts/purchase-events.ts'
import { PURCHASE_ID, purchasePlacedExample } from '../examples.ts'
import { FunctionRig } from '../function-rig.ts'
import { context, sqsEvent, sqsRecord } from '../invocation.ts'
import { Log } from '../log.ts'

const MEBIBYTE = 1_048_576
/** Lambda cuts a line at 256 KB, and CloudWatch Logs then reads no JSON. */
const LONGEST_LINE = 32 * 1024

const rig = new FunctionRig()
let log: Log
let fifoLetters: string
let handle: (...records: SQSRecord[]) => Promise<unknown>

beforeAll(async () => {
  await rig.open('test-consumer')
  fifoLetters = await rig.queue('dead-letters.fifo')
  rig.environment({ DEAD_LETTER_QUEUE_URL: fifoLetters })
  const { fifoQueueHandler } = await import('../../../lambda/queue/batch.ts')
  const { cloudEvents } = await import('../../../lambda/queue/message.ts')
  const handler = fifoQueueHandler({
    messages: cloudEvents({ takes: [purchasePlaced], ignores: [] }),
    identify: ({ data }) => ({ purchaseId: data.purchaseId }),
    consume: async () => {},
  })
  handle = (...records) => handler(sqsEvent(...records), context)
})
afterAll(() => rig.close())
beforeEach(() => {
  log = new Log()
})
afterEach(() => jest.restoreAllMocks())

let messages = 0
function of(body: unknown, messageAttributes: SQSRecord['messageAttributes'] = {}): SQSRecord {
  const messageId = `m${++messages}`
  const place = { queue: 'work.fifo', group: 'ada', messageId, receiveCount: 2 }
  return { ...sqsRecord(body, place), messageAttributes }
}

async function letters() {
  return (await rig.arrived(fifoLetters)).map(({ Body = '', MessageAttributes = {} }) => ({
    body: Body,
    reason: MessageAttributes.reason?.StringValue,
    attempts: MessageAttributes.attempts?.StringValue,
    correlationId: MessageAttributes.correlationId?.StringValue,
    names: Object.keys(MessageAttributes).toSorted(),
  }))
}

const event = purchasePlacedExample()

describe('a message that breaks its contract is a dead letter at once, regardless of its content', () => {
  it.each<[string, object, RegExp]>([
    ['a type of a lone noncharacter', { type: '\uffff' }, /^UnparseableMessage: .*#\/type must be text/],
    ['a type of 499 emoji', { type: '\u{1F600}'.repeat(499) }, /^UnparseableMessage: .*#\/type .*256 bytes/],
    [
      'a type of 300,000 letters',
      { type: 'x'.repeat(300_000) },
      /^UnparseableMessage: .*#\/type .*256 bytes/,
    ],
    ['a type that is an address', { type: 'evil@example.com' }, /^UnknownSchema: events of a type with/],
    ['a type that is a name', { type: 'MarkedLovelace' }, /^UnknownSchema: events of a type with/],
    ['a correlation id that is a name', { correlationid: 'Marked.Lovelace', data: 1 }, /^ContractViolation/],
    [
      'members whose names are an address and a name',
      { data: { ...event.data, shipTo: { 'evil@example.com': 1, MarkedLovelace: 1 } } },
      /^ContractViolation: .*#\/data\/shipTo\/name must be/,
    ],
    [
      'a time of a megabyte',
      { time: `2026-01-02T03:04:05.${'0'.repeat(900_000)}Z` },
      /#\/time must be at most 30/,
    ],
    [
      'an id in capital letters',
      { data: { ...event.data, purchaseId: 'ABCDEF00-0000-7000-8000-000000000001' } },
      /lower case/,
    ],
    ['a correlation id with NUL', { correlationid: 'a\u0000' }, /^UnparseableMessage: .*#\/correlationid/],
    ['a correlation id of 600 kB', { correlationid: 'x'.repeat(600_000) }, /#\/correlationid .*256 bytes/],
    ['a subject of a lone surrogate', { subject: '\ud800' }, /#\/subject must be text/],
    ['no data', { data: undefined }, /^ContractViolation: .*#\/data/],
    [
      'a member of a lone surrogate',
      { data: { ...event.data, items: [{ '\ud800': 1 }] } },
      /^ContractViolation/,
    ],
    [
      '7,000 members that nobody knows',
      {
        data: { ...event.data, shipTo: Object.fromEntries(Array.from({ length: 7_000 }, (_, i) => [i, i])) },
      },
      /^ContractViolation/,
    ],
  ])('%s', async (_, changes, reason) => {
    // Escaped: no queue has a body with the character itself.
    const poison = of(JSON.stringify({ ...event, ...changes }).replaceAll('\uffff', '\\uffff'))
    expect(await handle(poison, of(event))).toEqual({ batchItemFailures: [] })
    expect(await letters()).toEqual([
      expect.objectContaining({ body: poison.body, reason: expect.stringMatching(reason), attempts: '1' }),
    ])
    expect(log.hops.map(({ outcome }) => outcome)).toEqual(['dead-lettered', 'done'])
    for (const line of log.text.split('\n')) expect(Buffer.byteLength(line)).toBeLessThan(LONGEST_LINE)
    expect(log.text).not.toMatch(/evil.{1,3}example|Marked|Lovelace/)
  })

  test('a body of the largest size, for which there is no room to say why: the log does', async () => {
    const body = 'x'.repeat(MEBIBYTE)
    expect(await handle(of(body), of(event))).toEqual({ batchItemFailures: [] })
    const [letter] = await letters()
    expect(letter?.body.length).toBe(MEBIBYTE)
    expect(letter?.names).toEqual([])
    expect(log.hops[0]).toMatchObject({ reason: 'UnparseableMessage: the body is not JSON' })
  })

  test.each([
    [1_000, ['attempts', 'reason']],
    [40, ['attempts']],
  ])('a body that leaves %i bytes is told as much of as there is room for', async (room, names) => {
    await handle(of('x'.repeat(MEBIBYTE - room)))
    expect((await letters())[0]?.names).toEqual(names)
  })
})

describe('attributes that a message brought', () => {
  const string = (stringValue: string) => ({ stringValue, dataType: 'String' })

  test('are on its dead letter, too', async () => {
    await handle(of('{', { colour: string('red'), sum: { binaryValue: 'AQI=', dataType: 'Binary' } }))
    expect((await letters())[0]?.names).toEqual(['attempts', 'colour', 'reason', 'sum'])
  })

  test('cannot pass for a reason, attempts or a correlation id of ours', async () => {
    const forged = { reason: string('all is well'), attempts: string('0'), correlationId: string('forged') }
    await handle(of('{', forged), of({ ...event, type: 'shop.purchase.vanished.v9' }, forged))
    expect(await letters()).toEqual([
      expect.objectContaining({
        reason: 'UnparseableMessage: the body is not JSON',
        attempts: '1',
        correlationId: undefined,
      }),
      expect.objectContaining({ attempts: '1', correlationId: PURCHASE_ID }),
    ])
  })

  test('go with ours as far as SQS takes them: ten in all, and why comes before whose', async () => {
    const some = (count: number) =>
      Object.fromEntries(Array.from({ length: count }, (_, i) => [`a${i}`, string('x')]))
    const known = { ...event, type: 'shop.purchase.vanished.v9' }
    await handle(of('{', some(8)), of(known, some(7)), of(known, some(8)), of('{', some(9)))
    expect(
      (await letters()).map(({ names }) =>
        names.filter(name => !/^a\d/.test(name)).concat(String(names.length)),
      ),
    ).toEqual([
      ['attempts', 'reason', '10'],
      ['attempts', 'correlationId', 'reason', '10'],
      ['attempts', 'reason', '10'],
      ['attempts', 'reason', '2'],
    ])
  })
})

describe('where SQS refuses a copy for its content', () => {
  /** The real client, save that SQS refuses the first copies that it is sent. */
  function refusing(copies: number, name: string): void {
    const send = SQSClient.prototype.send as (this: SQSClient, command: unknown) => Promise<unknown>
    let left = copies
    jest.spyOn(SQSClient.prototype, 'send').mockImplementation(async function (
      this: SQSClient,
      command: unknown,
    ) {
      if (!(command instanceof SendMessageCommand) || left-- <= 0) return send.call(this, command)
      throw new SQSServiceException({ name, message: 'no', $fault: 'client', $metadata: {} })
    } as never)
  }

  test.each(['InvalidMessageContents', 'InvalidParameterValue'])(
    'one with less is sent instead: %s',
    async name => {
      // With all attributes, without the correlation id, with ours alone.
      refusing(3, name)
      expect(await handle(of('{'))).toEqual({ batchItemFailures: [] })
      const [letter] = await letters()
      expect(letter).toMatchObject({ reason: 'UnparseableMessage: the body is not JSON', attempts: '1' })
    },
  )

  test('the message comes again if no copy is taken, and the log says why', async () => {
    refusing(6, 'InvalidMessageContents')
    const message = of('{')
    expect(await handle(message)).toEqual({ batchItemFailures: [{ itemIdentifier: message.messageId }] })
    expect(log.hops[0]).toMatchObject({
      outcome: 'retry',
      reason: expect.stringMatching(/the dead-letter queue did not take it: InvalidMessageContents: no$/),
    })
    expect(await letters()).toEqual([])
  })

  test('an error of another kind is not for less: the message comes again at once', async () => {
    refusing(1, 'AnotherError')
    const message = of('{')
    expect(await handle(message)).toEqual({ batchItemFailures: [{ itemIdentifier: message.messageId }] })
    expect(await letters()).toEqual([])
  })
})
