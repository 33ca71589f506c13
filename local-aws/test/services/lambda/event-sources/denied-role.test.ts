import { GetEventSourceMappingCommand } from '@aws-sdk/client-lambda'
import { create } from '../../../resource.ts'
import { administratorRole } from '../../../role-policies.ts'
import { bodies, type Fed, QueueRig, receiveCounts } from './queue-rig.ts'

/** Lambda polls "by using the permissions of the function's execution role" (Using Lambda with Amazon SQS). */

let rig: QueueRig

beforeEach(async () => {
  rig = await QueueRig.started()
})
afterEach(() => rig.close())

/** Of the role, which has the function's name. */
function deny({ name }: Fed, Action: string): void {
  administratorRole(rig.lambda.account, name, { Action, Resource: '*' })
}

function allow({ name }: Fed): void {
  administratorRole(rig.lambda.account, name)
}

async function result({ uuid }: Fed): Promise<string | undefined> {
  const mapping = await rig.lambda.functions.send(new GetEventSourceMappingCommand({ UUID: uuid }))
  return mapping.LastProcessingResult
}

const refused = ({ name, arn }: Fed, action: string) =>
  `PROBLEM: User: arn:aws:sts::000000000000:assumed-role/${name}/${name} is not authorized to perform: ${action} on resource: ${arn} with an explicit deny in an identity-based policy`

/**
 * @documented Lambda Developer Guide, Using Lambda with Amazon SQS: Lambda polls "by using the permissions of
 *   the function's execution role"
 */
test('a role that is denied to receive gets nothing, and everything once it is not', async () => {
  const fed = await rig.feed('orders')
  deny(fed, 'sqs:*')
  // The receive that waits already was permitted.
  await rig.clock.advanceBy({ seconds: 20 })
  expect(await result(fed)).toBe(refused(fed, 'sqs:receivemessage'))

  await rig.send(fed.url, '1')
  await rig.clock.advanceBy({ minutes: 1 })
  expect(rig.lambda.bench.unexpected).toBe(0)
  expect(await rig.depth(fed.url)).toEqual({ waiting: 1, inFlight: 0 })

  allow(fed)
  await rig.clock.advanceBy({ seconds: 10 })
  const call = await rig.batch()
  expect(bodies(call)).toEqual(['1'])
  expect(receiveCounts(call)).toEqual(['1'])
  call.answer()
  await rig.lambda.ended(fed.name, 1)
  expect(await result(fed)).toBeUndefined()
})

/**
 * @documented Lambda Developer Guide, Using Lambda with Amazon SQS: the execution role needs
 *   sqs:DeleteMessage
 */
test('a role that is denied to delete works on the same messages again', async () => {
  const fed = await rig.feed('orders')
  await rig.send(fed.url, '1')
  const first = await rig.batch()
  deny(fed, 'sqs:DeleteMessage')
  first.answer()
  await rig.lambda.ended(fed.name, 1)
  expect(await result(fed)).toBe(refused(fed, 'sqs:deletemessage'))
  expect(await rig.depth(fed.url)).toEqual({ waiting: 0, inFlight: 1 })

  allow(fed)
  await rig.clock.advanceBy({ seconds: 30 })
  const again = await rig.batch()
  expect(receiveCounts(again)).toEqual(['2'])
  again.answer()
  await rig.lambda.ended(fed.name, 2)
  expect(await rig.depth(fed.url)).toEqual({ waiting: 0, inFlight: 0 })
  expect(await result(fed)).toBeUndefined()
})

/**
 * @documented Lambda Developer Guide, Using Lambda with Amazon SQS: the execution role needs
 *   sqs:DeleteMessage
 */
test('what a filter drops and cannot delete does not hold up what it lets through', async () => {
  const Filters = [{ Pattern: JSON.stringify({ body: { wanted: [true] } }) }]
  const fed = await rig.feed('orders', { FilterCriteria: { Filters } })
  deny(fed, 'sqs:DeleteMessage')
  await rig.send(fed.url, JSON.stringify({ wanted: false }), JSON.stringify({ wanted: true }))
  const call = await rig.batch()
  expect(bodies(call)).toEqual([JSON.stringify({ wanted: true })])
  expect(await result(fed)).toBe(refused(fed, 'sqs:deletemessage'))
  call.answer()
  await rig.lambda.ended(fed.name, 1)
  expect(await rig.depth(fed.url)).toEqual({ waiting: 0, inFlight: 2 })
})

/**
 * @documented Lambda Developer Guide, Using Lambda with Amazon SQS: the execution role needs kms:Decrypt for
 *   an encrypted queue
 */
test('a role that is denied the key of its queue gets nothing', async () => {
  const { account, kms } = rig.lambda
  const { attributes } = await create(kms.resourceTypes, 'AWS::KMS::Key', { KeyPolicy: { Statement: [] } })
  const KmsMasterKeyId = attributes.Arn as string
  const fed = await rig.feed('orders', {}, { queue: { KmsMasterKeyId } })
  deny(fed, 'kms:*')
  await rig.clock.advanceBy({ seconds: 20 })
  expect(await result(fed)).toContain(
    `${account.id}:assumed-role/orders/orders is not authorized to perform: kms:Decrypt on resource: ${KmsMasterKeyId}`,
  )
})
