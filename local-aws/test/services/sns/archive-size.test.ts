import { SteppedClock } from '../../../src/clock.ts'
import { MetricStore } from '../../../src/services/cloudwatch/metric-store.ts'
import { Kms } from '../../../src/services/kms/kms.ts'
import { MailStore } from '../../../src/services/ses/inbox.ts'
import { Archive } from '../../../src/services/sns/archive.ts'
import { Delivery } from '../../../src/services/sns/delivery.ts'
import { Publishing } from '../../../src/services/sns/publishing.ts'
import { Topic } from '../../../src/services/sns/topic.ts'
import { TopicCounters } from '../../../src/services/sns/topic-counters.ts'
import { Sqs } from '../../../src/services/sqs/sqs.ts'
import { NO_FUNCTIONS } from '../../no-functions.ts'
import { Rig } from '../../rig.ts'

const MIB = 1024 * 1024

/** Adds messages whose ids are numbers, a second apart. */
async function fill(archive: Archive, clock: SteppedClock, ids: { from: number; to: number }, bytes: number) {
  for (let id = ids.from; id < ids.to; id++) {
    const message = {
      messageId: String(id),
      bodies: () => 'm',
      subject: undefined,
      attributes: {},
      timestamp: new Date(clock.now()).toISOString(),
      groupId: 'g',
      deduplicationId: String(id),
      sequenceNumber: String(id),
      traceHeader: undefined,
    }
    archive.add({ message, bytes, keyArn: undefined })
    await clock.advanceBy({ seconds: 1 })
  }
}

/** The ids of all messages from a position on. */
function idsFrom(archive: Archive, position: number): number[] {
  const ids: number[] = []
  for (let next = archive.from(position); next; next = archive.from(next.position + 1)) {
    ids.push(Number(next.archived.message.messageId))
  }
  return ids
}

/** @own the bound of an archive, which AWS does not have: 128 MiB, with 1 KiB for each message */
test('a full archive drops its oldest messages, and begins after them', async () => {
  const clock = new SteppedClock()
  const archive = new Archive(clock, 365)
  const start = clock.now()
  await fill(archive, clock, { from: 0, to: 128 }, MIB - 1024)
  expect(archive.beginning).toBe(start)
  expect(archive.full).toBe(false)
  expect(archive.bytes).toBe(128 * (MIB - 1024))
  await fill(archive, clock, { from: 128, to: 130 }, MIB - 1024)
  expect(archive.beginning).toBe(start + 1001)
  expect(archive.messages).toBe(128)
  expect(archive.full).toBe(true)
  expect(idsFrom(archive, 0)[0]).toBe(2)
})

/** @own what `npm start` prints of an archive that is full */
test('a topic tells once that its archive is full', () => {
  const { account } = Rig.stepped()
  const [keys, metrics] = [new Kms(account), new MetricStore(account)]
  const subscribers = {
    queues: new Sqs(account, keys, metrics),
    functions: NO_FUNCTIONS,
    inbox: new MailStore(account),
  }
  const publishing = new Publishing(account, keys, new Delivery(account, subscribers))
  const arn = account.arn('sns', 'full.fifo')
  const topic = new Topic(arn, account.id, new TopicCounters(metrics, 'full.fifo'), account.clock)
  topic.set('ArchivePolicy', '{"MessageRetentionPeriod":"1"}')
  const told: unknown[] = []
  const end = account.activity.watch(happening => told.push(happening))
  const Message = 'x'.repeat(MIB)
  for (let id = 0; id < 130; id++) {
    const message = { Message, MessageGroupId: 'g', MessageDeduplicationId: String(id) }
    publishing.accept(topic, message, { keyArn: undefined, traceHeader: undefined })
  }
  end()
  expect(told).toEqual([
    {
      kind: 'delivery',
      name: 'full.fifo',
      reason: 'its archive is full: a replay lacks the oldest messages from now on',
    },
  ])
})

/** @own the positions of an archive: a replay goes on where it was while older messages expire */
test('positions stay those of their messages while thousands expire', async () => {
  const clock = new SteppedClock()
  const archive = new Archive(clock, 1)
  await fill(archive, clock, { from: 0, to: 4000 }, 1)
  expect(archive.positionOf(clock.now() - 1000)).toBe(3999)
  await clock.advanceBy({ hours: 24, seconds: -1000 })
  expect(archive.messages).toBe(1000)
  expect(archive.bytes).toBe(1000)
  expect(idsFrom(archive, 0)).toEqual(Array.from({ length: 1000 }, (_, index) => 3000 + index))
  expect(idsFrom(archive, 3998)).toEqual([3998, 3999])
  await fill(archive, clock, { from: 4000, to: 4001 }, 1)
  expect(idsFrom(archive, 3999)).toEqual([3999, 4000])
  expect(archive.positionOf(clock.now())).toBe(4001)
})

/** @own messages whose time goes back with the clock of a machine: their order is that of publication */
test('the order is that of publication, also if the clock is set back', async () => {
  let now = Date.UTC(2026, 0, 1)
  const clock = new SteppedClock()
  jest.spyOn(clock, 'now').mockImplementation(() => now)
  const archive = new Archive(clock, 1)
  await fill(archive, clock, { from: 0, to: 1 }, 1)
  now -= 60_000
  await fill(archive, clock, { from: 1, to: 2 }, 1)
  expect(idsFrom(archive, archive.positionOf(archive.beginning))).toEqual([0, 1])
})
