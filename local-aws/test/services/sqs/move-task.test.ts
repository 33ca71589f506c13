import { SQS } from '@aws-sdk/client-sqs'
import { setRolePolicies } from '../../role-policies.ts'
import { SqsRig } from './sqs-rig.ts'

const ROLE = 'arn:aws:iam::000000000000:role/redriver'

/** StartMessageMoveTask, CancelMessageMoveTask, ListMessageMoveTasks (API); Dead-letter queue redrive (Guide). */
describe('message move task', () => {
  const aws = new SqsRig()
  beforeAll(() => aws.open())
  afterAll(() => aws.close())

  /** A source queue `name` whose dead-letter queue `<name>-dead` holds what was received once. */
  async function deadLetters(name: string, ...bodies: string[]) {
    const fifo = name.endsWith('.fifo')
    const deadName = fifo ? name.replace('.fifo', '-dead.fifo') : `${name}-dead`
    const dead = await aws.queue(deadName)
    const RedrivePolicy = JSON.stringify({ deadLetterTargetArn: aws.arn(deadName), maxReceiveCount: 1 })
    const source = await aws.queue(name, { RedrivePolicy })
    await (fifo ? aws.sendFifo(source, ...bodies) : aws.send(source, ...bodies))
    for (let left = bodies.length; left > 0; left -= 10) await aws.receive(source, { visibility: 0 })
    await aws.receive(source)
    return { source, dead, SourceArn: aws.arn(deadName) }
  }
  const latest = async (SourceArn: string) => {
    const { Results } = await aws.client.listMessageMoveTasks({ SourceArn })
    return Results?.[0]
  }

  /**
   * @documented SQS API Reference, StartMessageMoveTask, DestinationArn: "If this field is left blank, the
   *   messages will be redriven back to their respective original source queues."
   * @documented SQS Developer Guide, Dead-letter queue redrive: "all redriven messages are considered new
   *   messages with a new messageID, enqueueTime …"
   * @recorded tests/aws/services/sqs/test_sqs_move_task.py::test_move_task_workflow_with_default_destination,
   *   2024-04-30
   */
  test('"If this field is left blank, the messages will be redriven back to their respective original source queues", as new messages', async () => {
    const { source, SourceArn } = await deadLetters('one', 'a', 'b')
    const sentAt = aws.clock.now()
    await aws.clock.advanceBy({ seconds: 5 })
    const { TaskHandle } = await aws.client.startMessageMoveTask({ SourceArn })
    expect(await latest(SourceArn)).toEqual({
      TaskHandle,
      Status: 'RUNNING',
      SourceArn,
      ApproximateNumberOfMessagesMoved: 0,
      ApproximateNumberOfMessagesToMove: 2,
      StartedTimestamp: aws.clock.now(),
    })

    await aws.clock.advanceBy({ seconds: 1 })
    const done = await latest(SourceArn)
    expect(done).toMatchObject({ Status: 'COMPLETED', ApproximateNumberOfMessagesMoved: 2 })
    // "TaskHandle … is only populated for tasks that are in RUNNING status."
    expect(done).not.toHaveProperty('TaskHandle')
    const messages = await aws.receive(source)
    expect(messages.map(({ Body }) => Body)).toEqual(['a', 'b'])
    // "All redriven messages are considered new messages with a new messageID and enqueueTime."
    expect(Number(messages[0]?.Attributes?.SentTimestamp)).toBeGreaterThan(sentAt)
    expect(messages[0]?.Attributes?.ApproximateReceiveCount).toBe('1')
    expect(messages[0]?.Attributes).not.toHaveProperty('DeadLetterQueueSourceArn')
  })

  /**
   * @documented SQS API Reference, StartMessageMoveTask, DestinationArn: "The ARN of the queue that receives
   *   the moved messages."
   * @recorded tests/aws/services/sqs/test_sqs_move_task.py::test_basic_move_task_workflow, 2024-04-30
   */
  test('a destination of choice gets them; FIFO groups keep their order', async () => {
    const { SourceArn } = await deadLetters('two.fifo', 'a1', 'b1', 'a2')
    const elsewhere = await aws.queue('elsewhere.fifo')
    await aws.client.startMessageMoveTask({ SourceArn, DestinationArn: aws.arn('elsewhere.fifo') })
    await aws.clock.advanceBy({ seconds: 1 })
    expect(await aws.bodies(elsewhere)).toEqual(['a1', 'a2', 'b1'])
  })

  /**
   * @documented SQS API Reference, StartMessageMoveTask, MaxNumberOfMessagesPerSecond: "a fixed message
   *   movement rate"
   */
  test('MaxNumberOfMessagesPerSecond: "a fixed message movement rate"', async () => {
    const bodies = Array.from({ length: 20 }, (_, index) => String(index))
    const { SourceArn } = await deadLetters('rate', ...bodies)
    await aws.client.startMessageMoveTask({ SourceArn, MaxNumberOfMessagesPerSecond: 5 })
    await aws.clock.advanceBy({ seconds: 2 })
    const moved = (await latest(SourceArn))?.ApproximateNumberOfMessagesMoved
    expect(moved).toBeGreaterThanOrEqual(10)
    expect(moved).toBeLessThanOrEqual(11)
    await aws.clock.advanceBy({ seconds: 2 })
    expect(await latest(SourceArn)).toMatchObject({ Status: 'COMPLETED', MaxNumberOfMessagesPerSecond: 5 })
  })

  /**
   * @documented SQS API Reference, CancelMessageMoveTask: "A message movement can only be cancelled when the
   *   current status is RUNNING."
   * @recorded tests/aws/services/sqs/test_sqs_move_task.py::test_move_task_cancel, 2024-04-30
   */
  test('a task can be cancelled; what was moved stays moved, and the rest stays', async () => {
    const { source, dead, SourceArn } = await deadLetters('cancelled', 'a', 'b', 'c')
    const { TaskHandle } = await aws.client.startMessageMoveTask({
      SourceArn,
      MaxNumberOfMessagesPerSecond: 1,
    })
    await aws.clock.advanceBy({ milliseconds: 1 })
    const { ApproximateNumberOfMessagesMoved } = await aws.client.cancelMessageMoveTask({ TaskHandle })
    expect(ApproximateNumberOfMessagesMoved).toBe(1)
    expect(await latest(SourceArn)).toMatchObject({ Status: 'CANCELLING' })
    await aws.clock.advanceBy({ seconds: 10 })
    expect(await latest(SourceArn)).toMatchObject({ Status: 'CANCELLED' })
    expect(await aws.bodies(source)).toEqual(['a'])
    expect(await aws.bodies(dead)).toEqual(['b', 'c'])
    await expect(aws.client.cancelMessageMoveTask({ TaskHandle })).rejects.toMatchObject({
      name: 'UnsupportedOperation',
    })
  })

  /**
   * @documented SQS Developer Guide, Dead-letter queue redrive, CouldNotDetermineMessageSource: "a message
   *   sent directly to the DLQ with SendMessage"
   */
  test('CouldNotDetermineMessageSource: "a message sent directly to the DLQ with SendMessage"', async () => {
    const { dead, SourceArn } = await deadLetters('direct')
    await aws.send(dead, 'direct')
    await aws.client.startMessageMoveTask({ SourceArn })
    await aws.clock.advanceBy({ seconds: 1 })
    expect(await latest(SourceArn)).toMatchObject({
      Status: 'FAILED',
      FailureReason: 'CouldNotDetermineMessageSource',
      ApproximateNumberOfMessagesMoved: 0,
    })
    expect(await aws.bodies(dead)).toEqual(['direct'])
  })

  /**
   * @documented SQS Developer Guide, Dead-letter queue redrive, AWS.SimpleQueueService.NonExistentQueue: "the
   *   source queue doesn't exist, or was deleted"
   */
  test('AWS.SimpleQueueService.NonExistentQueue: "the source queue doesn\'t exist, or was deleted"', async () => {
    const { source, SourceArn } = await deadLetters('removed', 'a')
    const RedrivePolicy = JSON.stringify({ deadLetterTargetArn: SourceArn, maxReceiveCount: 1 })
    await aws.queue('removed-other', { RedrivePolicy })
    await aws.client.deleteQueue({ QueueUrl: source })
    await aws.client.startMessageMoveTask({ SourceArn })
    await aws.clock.advanceBy({ seconds: 1 })
    expect(await latest(SourceArn)).toMatchObject({
      Status: 'FAILED',
      FailureReason: 'AWS.SimpleQueueService.NonExistentQueue',
    })
  })

  /**
   * @documented SQS API Reference, StartMessageMoveTask: "Only one active message movement task is supported per
   *   queue at any given time."
   * @recorded tests/aws/services/sqs/test_sqs_move_task.py::test_start_multiple_move_tasks, 2024-04-30
   */
  test('"Only one active message movement task is supported per queue at any given time"', async () => {
    const { SourceArn } = await deadLetters('busy', 'a', 'b')
    await aws.client.startMessageMoveTask({ SourceArn, MaxNumberOfMessagesPerSecond: 1 })
    const second = aws.client.startMessageMoveTask({ SourceArn })
    await expect(second).rejects.toMatchObject({
      name: 'InvalidParameterValue',
      message:
        'There is already a task running. Only one active task is allowed for a source queue arn at a given time.',
    })
    await aws.clock.advanceBy({ seconds: 3 })
    await aws.client.startMessageMoveTask({ SourceArn })
    await aws.clock.advanceBy({ seconds: 1 })
    const { Results } = await aws.client.listMessageMoveTasks({ SourceArn, MaxResults: 10 })
    expect(
      Results?.map(({ ApproximateNumberOfMessagesToMove }) => ApproximateNumberOfMessagesToMove),
    ).toEqual([0, 2])
  })

  /**
   * @documented SQS API Reference, StartMessageMoveTask, SourceArn: "Currently, only ARNs of dead-letter
   *   queues (DLQs) whose sources are other Amazon SQS queues are accepted."
   * @recorded tests/aws/services/sqs/test_sqs_move_task.py::test_source_needs_redrive_policy, 2024-04-30
   * @recorded tests/aws/services/sqs/test_sqs_move_task.py::test_destination_needs_to_exist, 2024-04-30
   */
  test('"only ARNs of dead-letter queues (DLQs) whose sources are other Amazon SQS queues are accepted"', async () => {
    await aws.queue('plain')
    const { SourceArn } = await deadLetters('checked', 'a')
    const start = (options: object) => aws.client.startMessageMoveTask({ SourceArn, ...options })
    await expect(start({ SourceArn: aws.arn('plain') })).rejects.toThrow(
      'must be configured as a Dead Letter Queue',
    )
    await expect(start({ SourceArn: aws.arn('none') })).rejects.toMatchObject({
      name: 'ResourceNotFoundException',
    })
    await expect(start({ DestinationArn: aws.arn('none') })).rejects.toMatchObject({
      name: 'ResourceNotFoundException',
    })
    for (const rate of [0, 501, 1.5]) {
      await expect(start({ MaxNumberOfMessagesPerSecond: rate })).rejects.toThrow('from 1 to 500')
    }
    await start({ MaxNumberOfMessagesPerSecond: 500 })
  })

  /**
   * @documented SQS API Reference, StartMessageMoveTask, DestinationArn: a queue other than the source, and of its type
   */
  test('the destination is another queue, of the same type', async () => {
    await aws.queue('other-type.fifo')
    const { SourceArn } = await deadLetters('destined', 'a')
    const start = (DestinationArn: string) => aws.client.startMessageMoveTask({ SourceArn, DestinationArn })
    await expect(start(SourceArn)).rejects.toThrow('cannot be the same')
    await expect(start(aws.arn('other-type.fifo'))).rejects.toThrow('of the same type')
    await start(aws.arn('destined'))
  })

  /** @documented SQS API Reference, ListMessageMoveTasks, MaxResults: from 1 to 10, 1 by default */
  test('the latest task is listed, or up to ten', async () => {
    const { SourceArn } = await deadLetters('listed')
    const list = async (MaxResults?: number) =>
      (await aws.client.listMessageMoveTasks({ SourceArn, MaxResults })).Results
    expect(await list(10)).toEqual([])
    const started: number[] = []
    for (let task = 0; task < 11; task++) {
      started.unshift(aws.clock.now())
      await aws.client.startMessageMoveTask({ SourceArn })
      await aws.clock.advanceBy({ seconds: 1 })
    }
    const times = async (most?: number) => (await list(most))?.map(({ StartedTimestamp }) => StartedTimestamp)
    expect(await times()).toEqual(started.slice(0, 1))
    expect(await times(2)).toEqual(started.slice(0, 2))
    expect(await times(10)).toEqual(started.slice(0, 10))
    for (const most of [0, 11, 1.5]) await expect(list(most)).rejects.toThrow('Must be between 1 and 10')
  })

  /** @recorded tests/aws/services/sqs/test_sqs_move_task.py::test_cancel_with_invalid_task_handle, 2024-04-30 */
  test.each(['none', Buffer.from('{"taskId":1}').toString('base64')])(
    'cancelling fails for %j, which is no handle',
    async TaskHandle => {
      await expect(aws.client.cancelMessageMoveTask({ TaskHandle })).rejects.toMatchObject({
        name: 'InvalidParameterValue',
        message: 'Value for parameter TaskHandle is invalid.',
      })
    },
  )

  /**
   * @recorded tests/aws/services/sqs/test_sqs_move_task.py::test_cancel_with_invalid_source_arn_in_task_handle, 2024-04-30
   * @recorded tests/aws/services/sqs/test_sqs_move_task.py::test_cancel_with_invalid_task_id_in_task_handle, 2024-04-30
   */
  test('cancelling fails for the handle of a queue or a task that does not exist', async () => {
    await aws.queue('idle')
    const cancel = (queue: string) => {
      const handle = JSON.stringify({
        taskId: '10f57157-fc38-4da9-a113-4de7e12d05dd',
        sourceArn: aws.arn(queue),
      })
      return aws.client.cancelMessageMoveTask({ TaskHandle: Buffer.from(handle).toString('base64') })
    }
    await expect(cancel('none')).rejects.toMatchObject({
      name: 'ResourceNotFoundException',
      message: "The resource that you specified for the SourceArn parameter doesn't exist.",
    })
    await expect(cancel('idle')).rejects.toMatchObject({
      name: 'ResourceNotFoundException',
      message: 'Task does not exist.',
    })
  })

  /**
   * @documented SQS Developer Guide, Amazon SQS API permissions: cancelling a task needs the permissions to receive and
   *   delete the queue's messages, and to get its attributes; Dead-letter queue redrive: also sqs:SendMessage on the
   *   destination
   */
  test('a redrive needs permissions on the dead-letter queue and on its destinations', async () => {
    const { SourceArn } = await deadLetters('guarded', 'a')
    const other = aws.arn('guarded-other')
    await aws.queue('guarded-other')
    const { account, credentials, client } = aws.rig
    const sqs = new SQS({ ...client, credentials: credentials.assumeRole(ROLE, 's') })
    const redrive = ['StartMessageMoveTask', 'CancelMessageMoveTask', 'ListMessageMoveTasks']
    const onQueue = ['ReceiveMessage', 'DeleteMessage', 'GetQueueAttributes']
    const allow = (names: readonly string[], destination: string) =>
      setRolePolicies(account, 'redriver', [
        {
          Statement: [
            { Effect: 'Allow', Action: names.map(name => `sqs:${name}`), Resource: SourceArn },
            { Effect: 'Allow', Action: 'sqs:SendMessage', Resource: destination },
          ],
        },
      ])
    const denied = (action: string, arn: string) => ({
      name: 'AccessDenied',
      message: expect.stringContaining(`perform: sqs:${action} on resource: ${arn} because`),
    })
    try {
      for (const missing of onQueue) {
        allow([...redrive, ...onQueue.filter(name => name !== missing)], aws.arn('guarded'))
        const refusal = denied(missing.toLowerCase(), SourceArn)
        await expect(sqs.startMessageMoveTask({ SourceArn })).rejects.toMatchObject(refusal)
        await expect(sqs.listMessageMoveTasks({ SourceArn })).rejects.toMatchObject(refusal)
      }
      allow([...redrive, ...onQueue], other)
      await expect(sqs.startMessageMoveTask({ SourceArn })).rejects.toMatchObject(
        denied('sendmessage', aws.arn('guarded')),
      )
      const { TaskHandle } = await sqs.startMessageMoveTask({ SourceArn, DestinationArn: other })
      allow(redrive, other)
      await expect(sqs.cancelMessageMoveTask({ TaskHandle })).rejects.toMatchObject(
        denied('receivemessage', SourceArn),
      )
      allow([...redrive, ...onQueue], other)
      await expect(sqs.cancelMessageMoveTask({ TaskHandle })).resolves.toMatchObject({
        ApproximateNumberOfMessagesMoved: 0,
      })
    } finally {
      sqs.destroy()
    }
  })
})
