import { cloudEvent } from '../../../lambda/contracts/cloud-event.ts'
import { type EmailRequested, emailRequested } from '../../../lambda/contracts/email-events.ts'
import { FunctionRig } from '../function-rig.ts'
import { Log } from '../log.ts'

const rig = new FunctionRig()
let log: Log
let queue: string
let emails: typeof import('../../../lambda/queue/emails-queue.ts')
let hops: typeof import('../../../lambda/runtime/hop.ts')

beforeAll(async () => {
  await rig.open('test-sender')
  queue = await rig.queue('emails')
  rig.environment({ EMAILS_QUEUE_URL: queue })
  emails = await import('../../../lambda/queue/emails-queue.ts')
  hops = await import('../../../lambda/runtime/hop.ts')
})
afterAll(() => rig.close())
beforeEach(() => {
  log = new Log()
})
afterEach(() => jest.restoreAllMocks())

function email(number: number): EmailRequested {
  const emailId = `01920000-0000-7000-8000-00000000e0${String(number).padStart(2, '0')}`
  const about = { id: emailId, source: 'urn:messaging:test', subject: emailId, correlationid: 'c-1' }
  const data = { emailId, tenant: `tenant-${number}`, to: 'ada@mail.example', subject: 'a', text: 'a' }
  return cloudEvent(emailRequested, { ...about, time: '2026-01-02T03:04:05.678Z' }, data)
}

/** What a hop that does this says it has sent. */
async function sentDuring(work: () => Promise<unknown>): Promise<unknown> {
  const now = new Date()
  const hop = new hops.Hop({ messageId: 'm-1', receiveCount: 1, sentAt: now, receivedAt: now })
  await hops.duringHop(hop, work)
  hop.end('done')
  return log.hops.at(-1)?.sent
}

async function queued() {
  const found: { event: unknown; group: string | undefined }[] = []
  for (;;) {
    const messages = await rig.arrived(queue)
    if (messages.length === 0) return found
    for (const { Body = '', Attributes } of messages) {
      found.push({ event: JSON.parse(Body), group: Attributes?.MessageGroupId })
    }
  }
}

const expected = (count: number) =>
  Array.from({ length: count }, (_, number) => ({
    event: { ...email(number), traceparent: expect.any(String) },
    group: `tenant-${number}`,
  }))

test('an e-mail that is asked for is a message of its tenant, and is noted by its id', async () => {
  const sent = await sentDuring(() =>
    Promise.all([emails.requestEmail(email(0)), emails.requestEmail(email(1))]),
  )
  expect(sent).toEqual(
    [0, 1].map(number => ({ to: 'emails', event: emailRequested.type, id: email(number).id })),
  )
  expect(await queued()).toEqual(expect.arrayContaining(expected(2)))
})

test('many e-mails are a message each, and are noted by their number', async () => {
  const many = Array.from({ length: 12 }, (_, number) => email(number))
  const sent = await sentDuring(() => emails.requestEmails(many))
  expect(sent).toEqual([{ to: 'emails', event: emailRequested.type, count: 12 }])
  const found = await queued()
  expect(found).toHaveLength(12)
  expect(found).toEqual(expect.arrayContaining(expected(12)))
})

test('none are no message', async () => {
  expect(await sentDuring(() => emails.requestEmails([]))).toBeUndefined()
  expect(await queued()).toEqual([])
})
