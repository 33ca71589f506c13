import { Lineage } from '../../../../src/services/lambda/lineage.ts'
import { bodies, type Fed, QueueRig, receiveCounts } from './queue-rig.ts'

/* A batch of which some messages go on with a recursive loop: their chain has invoked the function 16 times. */

let rig: QueueRig

beforeEach(async () => {
  rig = await QueueRig.started()
})
afterEach(() => rig.close())

const TRACE = 'Root=1-5759e988-bd862e3fe1be46a994272793;Parent=53995c3f42cd8ad8;Sampled=0'

/** Of a chain that has invoked the function so often. */
function header(functionName: string, invocations: number): string {
  const arn = rig.lambda.account.arn('lambda', `function:${functionName}`)
  let lineage = Lineage.none
  for (let turn = 0; turn < invocations; turn++) lineage = lineage.invoking(arn)
  return lineage.in(TRACE)
}

/** Sends bodies in one request; those that end in `!` are of a chain that is to be stopped. */
async function send({ name, url }: Fed, ...sent: string[]): Promise<void> {
  await rig.sqs.sendMessageBatch({
    QueueUrl: url,
    Entries: sent.map((MessageBody, index) => {
      const StringValue = header(name, MessageBody.endsWith('!') ? 16 : 15)
      return {
        Id: String(index),
        MessageBody,
        MessageSystemAttributes: { AWSTraceHeader: { DataType: 'String', StringValue } },
        ...(url.endsWith('.fifo') && {
          MessageGroupId: MessageBody.charAt(0),
          MessageDeduplicationId: String(index),
        }),
      }
    }),
  })
}

/**
 * @documented Lambda Developer Guide, Recursive loop detection: the event that goes on with a loop goes to
 *   the dead-letter queue of the source queue
 */
test('the others are delivered; what goes on with a loop comes back until it is a dead letter', async () => {
  const dead = await rig.queue('orders-dead')
  const deadLetterTargetArn = rig.lambda.account.arn('sqs', 'orders-dead')
  const RedrivePolicy = JSON.stringify({ deadLetterTargetArn, maxReceiveCount: 2 })
  const orders = await rig.feed('orders', {}, { queue: { RedrivePolicy } })
  await send(orders, '1', '2!', '3', '4!')
  const call = await rig.batch()
  expect(bodies(call)).toEqual(['1', '3'])
  call.answer()
  await rig.lambda.ended('orders', 1)
  expect(await rig.depth(orders.url)).toEqual({ waiting: 0, inFlight: 2 })

  await rig.clock.advanceBy({ seconds: 30 })
  await send(orders, '5')
  const later = await rig.batch()
  expect(bodies(later)).toEqual(['5'])
  expect(receiveCounts(later)).toEqual(['1'])
  later.answer()
  await rig.lambda.ended('orders', 2)
  await rig.clock.advanceBy({ seconds: 30 })
  expect(await rig.depth(orders.url)).toEqual({ waiting: 0, inFlight: 0 })
  expect(await rig.depth(dead)).toEqual({ waiting: 2, inFlight: 0 })
  expect(rig.lambda.bench.unexpected).toBe(0)
})

/**
 * @documented Lambda Developer Guide, Recursive loop detection: the event that goes on with a loop goes to
 *   the dead-letter queue of the source queue
 */
test('in a FIFO queue nothing of its group overtakes it, and other groups go on', async () => {
  const orders = await rig.feed('orders.fifo')
  await send(orders, 'a1', 'a2!', 'a3', 'b1')
  const call = await rig.batch()
  expect(bodies(call)).toEqual(['a1', 'b1'])
  call.answer()
  await rig.lambda.ended('orders', 1)
  expect(await rig.depth(orders.url)).toEqual({ waiting: 0, inFlight: 2 })
})
