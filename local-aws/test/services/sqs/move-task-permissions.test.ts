import { SQS } from '@aws-sdk/client-sqs'
import { expectNeeded, grant, type NeededPermission, on } from '../../needed-permissions.ts'
import { SqsRig } from './sqs-rig.ts'

/**
 * @documented SQS Developer Guide, Amazon SQS API permissions: Actions and resource reference: a move task needs to receive,
 *   to delete and to get attributes on the dead-letter queue, and to send to the destination
 */
describe('the permissions of message move tasks', () => {
  const aws = new SqsRig()
  const { account, credentials } = aws.rig
  const role = { account, role: 'operator' }
  let operator: SQS
  let SourceArn = ''

  beforeAll(async () => {
    await aws.open()
    await aws.queue('dead')
    await aws.queue('elsewhere')
    SourceArn = aws.arn('dead')
    for (const name of ['orders', 'returns']) {
      const RedrivePolicy = JSON.stringify({ deadLetterTargetArn: SourceArn, maxReceiveCount: 1 })
      await aws.queue(name, { RedrivePolicy })
    }
    grant(account, 'operator', [])
    const session = credentials.assumeRole('arn:aws:iam::000000000000:role/operator', 'session')
    operator = new SQS({ ...aws.rig.client, credentials: session })
  })
  afterAll(async () => {
    operator.destroy()
    await aws.close()
  })

  const onSource = (...actions: string[]): NeededPermission[] =>
    actions.flatMap(action => on(`sqs:${action}`, SourceArn))
  /** The messages of a denial have actions in lower case. */
  const lower = (needed: NeededPermission[]) =>
    needed.map(permission => permission.replace(/^\S+/, action => action.toLowerCase()) as NeededPermission)
  const MOVING = ['ReceiveMessage', 'DeleteMessage', 'GetQueueAttributes']

  test.each([
    ['the queues that they came from', undefined, ['orders', 'returns']],
    ['another queue', 'elsewhere', ['elsewhere']],
  ])('starting one to %s', async (_where, destination, destinations) => {
    const DestinationArn = destination && aws.arn(destination)
    const needed = [
      ...onSource('StartMessageMoveTask', ...MOVING),
      ...on('sqs:SendMessage', ...destinations.map(name => aws.arn(name))),
    ]
    await expectNeeded(role, lower(needed), () =>
      operator.startMessageMoveTask({ SourceArn, DestinationArn }),
    )
    await aws.clock.advanceBy({ seconds: 1 })
  })

  test('cancelling one', async () => {
    const { TaskHandle } = await aws.client.startMessageMoveTask({ SourceArn })
    await expectNeeded(role, lower(onSource('CancelMessageMoveTask', ...MOVING)), () =>
      operator.cancelMessageMoveTask({ TaskHandle }),
    )
  })

  test('listing them', async () => {
    await expectNeeded(role, lower(onSource('ListMessageMoveTasks', ...MOVING)), () =>
      operator.listMessageMoveTasks({ SourceArn }),
    )
  })
})
