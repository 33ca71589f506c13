import { SQSClient } from '@aws-sdk/client-sqs'
import { FunctionRig } from '../function-rig.ts'
import { Log } from '../log.ts'

const rig = new FunctionRig()
let log: Log
let queue: string
let visibility: typeof import('../../../lambda/queue/visibility.ts')

beforeAll(async () => {
  await rig.open('test-consumer')
  queue = await rig.queue('work')
  rig.environment({ QUEUE_URL: queue })
  visibility = await import('../../../lambda/queue/visibility.ts')
})
afterAll(() => rig.close())
beforeEach(() => {
  log = new Log()
})
afterEach(() => jest.restoreAllMocks())

/** The receipt handles of messages that are hidden for the 30 seconds of their queue. */
async function received(count: number): Promise<string[]> {
  for (let number = 0; number < count; number++) await rig.send(queue, { number })
  const handles: string[] = []
  while (handles.length < count) {
    for (const { ReceiptHandle = '' } of await rig.received(queue)) handles.push(ReceiptHandle)
  }
  return handles
}

test('more messages than one request takes are hidden, each for its time; others of a batch come all the same', async () => {
  const handles = await received(23)
  const hidden = handles.map((receiptHandle, index) => ({ receiptHandle, seconds: index === 22 ? 60 : 5 }))
  await visibility.hideAll([{ receiptHandle: 'unknown', seconds: 5 }, ...hidden])
  await rig.clock.advanceBy({ seconds: 4 })
  expect(await rig.arrived(queue)).toEqual([])
  await rig.clock.advanceBy({ seconds: 1 })
  let again = 0
  for (let found = await rig.arrived(queue); found.length > 0; found = await rig.arrived(queue)) {
    again += found.length
  }
  expect(again).toBe(22)
  await rig.clock.advanceBy({ seconds: 55 })
  expect(await rig.arrived(queue)).toHaveLength(1)
})

test('a request that fails leaves messages to their visibility timeout', async () => {
  const [receiptHandle = ''] = await received(1)
  jest.spyOn(SQSClient.prototype, 'send').mockRejectedValueOnce(new Error('timed out') as never)
  await expect(visibility.hideAll([{ receiptHandle, seconds: 0 }])).resolves.toBeUndefined()
  expect(log.text).toContain('"count":1,"reason":"Error: timed out"')
  expect(await rig.received(queue)).toEqual([])
  await rig.clock.advanceBy({ seconds: 30 })
  expect(await rig.arrived(queue)).toHaveLength(1)
})

test('one message is hidden for a time of its own', async () => {
  const [receiptHandle = ''] = await received(1)
  await visibility.hideFor(receiptHandle, 100)
  await rig.clock.advanceBy({ seconds: 99 })
  expect(await rig.arrived(queue)).toEqual([])
  await rig.clock.advanceBy({ seconds: 1 })
  expect(await rig.arrived(queue)).toHaveLength(1)
})
