import type { SQSRecord } from 'aws-lambda'
import { purchasePlaced } from '../../../lambda/contracts/purchase-events.ts'
import { PURCHASE_ID, purchasePlacedExample } from '../examples.ts'
import { FunctionRig } from '../function-rig.ts'
import { context, sqsEvent, sqsRecord } from '../invocation.ts'
import { Log } from '../log.ts'
import { PARENT, type Segment, XRayDaemon } from '../xray-daemon.ts'

const rig = new FunctionRig()
const daemon = new XRayDaemon()
const consume = jest.fn()
let handle: (...records: SQSRecord[]) => Promise<unknown>

beforeAll(async () => {
  await rig.open('test-consumer')
  rig.environment({ DEAD_LETTER_QUEUE_URL: await rig.queue('dead-letters') })
  await daemon.open()
  const { standardQueueHandler } = await import('../../../lambda/queue/batch.ts')
  const { cloudEvents } = await import('../../../lambda/queue/message.ts')
  const handler = standardQueueHandler({
    messages: cloudEvents({ takes: [purchasePlaced], ignores: [] }),
    identify: ({ data }) => ({ customerId: data.customerId }),
    consume,
  })
  handle = (...records) => handler(sqsEvent(...records), context)
})
afterAll(async () => {
  await daemon.close()
  await rig.close()
})
beforeEach(() => {
  new Log()
  consume.mockReset().mockResolvedValue({ carrier: 'Post' })
})
afterEach(() => jest.restoreAllMocks())

/** The subsegments of the records, in the order in which the records ended. */
async function traced(...records: SQSRecord[]): Promise<Segment[]> {
  daemon.invoked(true)
  await handle(...records)
  const segments: Segment[] = []
  // The invocation's own is closed last.
  while (!segments.some(({ parent_id }) => parent_id === PARENT)) segments.push(...(await daemon.received(1)))
  return segments.filter(({ name }) => name === '## record')
}

const placed = (customerId: string) =>
  sqsRecord(purchasePlacedExample({ customerId }), { messageId: `of-${customerId}` })

test('a record is found in the traces by its message, its correlation id and its facts', async () => {
  const records = await traced(placed('ada'), placed('grace'))
  expect(records.map(({ annotations }) => annotations)).toEqual([
    { messageId: 'of-ada', correlationId: PURCHASE_ID, customerId: 'ada', carrier: 'Post' },
    { messageId: 'of-grace', correlationId: PURCHASE_ID, customerId: 'grace', carrier: 'Post' },
  ])
})

test('a record that fails is found by the same', async () => {
  consume.mockRejectedValue(new Error('it cannot be done'))
  const [record] = await traced(placed('ada'))
  expect(record?.annotations).toEqual({
    messageId: 'of-ada',
    correlationId: PURCHASE_ID,
    customerId: 'ada',
  })
})

test('a record that cannot be read is found by its message', async () => {
  const [record] = await traced(sqsRecord('{', { messageId: 'broken' }))
  expect(record?.annotations).toEqual({ messageId: 'broken' })
})
