import { SendMessageBatchCommand, type SendMessageBatchCommandInput, SQSClient } from '@aws-sdk/client-sqs'
import { FunctionRig } from '../function-rig.ts'

const rig = new FunctionRig()
let queue: string
let messageBatches: typeof import('../../../lambda/queue/message-batches.ts')

beforeAll(async () => {
  await rig.open('test-sender')
  queue = await rig.queue('queue')
  messageBatches = await import('../../../lambda/queue/message-batches.ts')
})
afterAll(() => rig.close())
afterEach(() => jest.restoreAllMocks())

const messages = (count: number, bytes = 3) =>
  Array.from({ length: count }, (_, index) => ({ body: String(index).padEnd(bytes), group: 'tenant' }))

async function bodies(): Promise<string[]> {
  const found: string[] = []
  for (;;) {
    const arrived = await rig.arrived(queue)
    if (arrived.length === 0) return found.map(body => body.trim()).toSorted((a, b) => Number(a) - Number(b))
    found.push(...arrived.map(({ Body = '' }) => Body))
  }
}

/** The real client, save that SQS takes only some messages of each batch. */
function partly(
  fails: (body: string, attempt: number) => boolean,
  SenderFault = false,
  Code = 'InternalError',
) {
  const send = SQSClient.prototype.send as (this: SQSClient, command: unknown) => Promise<unknown>
  const attempts = new Map<string, number>()
  jest.spyOn(SQSClient.prototype, 'send').mockImplementation(async function (
    this: SQSClient,
    command: { input: SendMessageBatchCommandInput },
  ) {
    if (!(command instanceof SendMessageBatchCommand)) return send.call(this, command)
    const entries = command.input.Entries ?? []
    const failing = entries.filter(({ MessageBody = '' }) => {
      const attempt = (attempts.get(MessageBody) ?? 0) + 1
      attempts.set(MessageBody, attempt)
      return fails(MessageBody.trim(), attempt)
    })
    const Entries = entries.filter(entry => !failing.includes(entry))
    if (Entries.length > 0) {
      await send.call(this, new SendMessageBatchCommand({ ...command.input, Entries }))
    }
    return { Failed: failing.map(({ Id }) => ({ Id, Code, SenderFault })) }
  } as never)
}

test('sends each message once, with its tenant', async () => {
  await messageBatches.sendAll(queue, messages(137))
  const [first] = await rig.received(queue)
  expect(first?.Attributes).toMatchObject({ MessageGroupId: 'tenant' })
  await rig.clock.advanceBy({ minutes: 1 })
  expect(await bodies()).toEqual(messages(137).map((_, index) => String(index)))
})

test('sends nothing for an empty list', async () => {
  const sent = jest.spyOn(SQSClient.prototype, 'send')
  await messageBatches.sendAll(queue, [])
  expect(sent).not.toHaveBeenCalled()
})

test.each([
  ['ten messages', messages(25), [10, 10, 5]],
  // "total payload size (the sum of the individual lengths of all of the batched messages) … 1 MiB" (SQS)
  ['1 MiB', messages(5, 400_000), [2, 2, 1]],
  ['exactly 1 MiB', messages(4, 524_288), [2, 2]],
])('has at most %s in a batch', (_, given, sizes) => {
  expect([...messageBatches.batchesOf(given)].map(batch => batch.length)).toEqual(sizes)
})

test('repeats only the entries of a batch that SQS did not accept', async () => {
  partly((body, attempt) => Number(body) % 3 === 0 && attempt <= 2)
  await messageBatches.sendAll(queue, messages(40))
  expect(await bodies()).toEqual(messages(40).map((_, index) => String(index)))
})

test('reports a message that SQS never accepts', async () => {
  partly(body => body === '7')
  await expect(messageBatches.sendAll(queue, messages(10))).rejects.toThrow(
    'SQS did not take 1 messages of a batch: InternalError',
  )
  expect(await bodies()).toHaveLength(9)
})

test('does not repeat an invalid message', async () => {
  partly(body => body === '3', true)
  await expect(messageBatches.sendAll(queue, messages(4))).rejects.toMatchObject({ name: 'MessagesNotSent' })
  await bodies()
})

it.each<[string, boolean, string | undefined]>([
  ['InternalError', false, 'sqs'],
  ['RequestThrottled', true, 'sqs'],
  ['AccessDenied', true, 'sqs'],
  ['KmsDisabled', true, 'kms'],
  ['KmsThrottled', false, 'kms'],
  ['InvalidMessageContents', true, undefined],
])(
  'what SQS says of a message it did not take is an outage, or the message’s fault: %s',
  async (code, fault, what) => {
    const { unavailableIn } = await import('../../../lambda/runtime/unavailable.ts')
    partly(() => true, fault, code)
    const error = await messageBatches.sendAll(queue, messages(1)).catch(cause => cause)
    expect(error).toMatchObject({ name: 'MessagesNotSent' })
    expect(unavailableIn(error)).toBe(what)
  },
)
