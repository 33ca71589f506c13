import { QueueRig } from '../lambda/event-sources/queue-rig.ts'

const BACKLOG = 50_000

/**
 * @documented SQS Developer Guide, How fair queues work: "they prioritize delivery of messages from quiet
 *   tenants"
 */
test('a function whose batches are all of one tenant gets another tenant’s message in the next batch', async () => {
  const rig = await QueueRig.started()
  const { arn, url } = await rig.feed('fair', {
    BatchSize: 10,
    ScalingConfig: { MaximumConcurrency: 3 },
  })
  const { sqs, caller } = rig.lambda
  const port = sqs.byArn(arn)
  for (let sent = 0; sent < BACKLOG; sent++) port.send({ body: 'noisy', groupId: 'noisy' }, caller)
  const working = [await rig.batch(), await rig.batch(), await rig.batch()]

  for (let round = 0; round < 5; round++) {
    await rig.clock.advanceBy({ milliseconds: 50 })
    port.send({ body: `quiet-${round}`, groupId: `quiet-${round}` }, caller)
    working.shift()?.answer()
    const batch = await rig.batch()
    working.push(batch)
    expect(batch.event.Records[0]?.body).toBe(`quiet-${round}`)
    expect(batch.event.Records).toHaveLength(10)
  }
  expect((await rig.depth(url)).waiting).toBeGreaterThan(BACKLOG - 100)
  for (const batch of working) batch.answer()
  await rig.close()
})
