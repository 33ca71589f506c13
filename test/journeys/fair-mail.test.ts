import { randomUUID } from 'node:crypto'
import { LambdaClient, UpdateEventSourceMappingCommand } from '@aws-sdk/client-lambda'
import { PutConfigurationSetSendingOptionsCommand, SESv2Client } from '@aws-sdk/client-sesv2'
import { PurgeQueueCommand, SendMessageBatchCommand } from '@aws-sdk/client-sqs'
import { SteppedClock } from '@messaging-on-aws/local-aws'
import { cloudEvent } from '../../lambda/contracts/cloud-event.ts'
import { type EmailRequested, emailRequested, type MailType } from '../../lambda/contracts/email-events.ts'
import { eventSources } from '../../tools/clients/pipelines/event-sources.ts'
import { eventually, Messaging } from './messaging.ts'

/** What the mailer's event source has in flight: its concurrency times its batch size (docs/decisions/fair-mail.md). */
const IN_FLIGHT = 50
/** So many mails of one author wait: less than the 500 that SES sends in a second here. */
const MAILING = 200

const clock = new SteppedClock()
let messaging: Messaging<SteppedClock>
let emails: string

beforeAll(async () => {
  messaging = await Messaging.on(clock)
  emails = (await messaging.outputs('Mail'))('EmailsQueueUrl')
})
afterAll(() => messaging.close())

function mail(tenant: string, mailType: MailType, to: string): EmailRequested {
  const emailId = randomUUID()
  const about = { id: emailId, source: 'urn:messaging:test', subject: emailId, correlationid: emailId }
  return cloudEvent(
    emailRequested,
    { ...about, time: new Date(clock.now()).toISOString() },
    { emailId, tenant, mailType, to, subject: 'Hello', text: 'Hello.' },
  )
}

async function request(
  mails: readonly EmailRequested[],
  group: (mail: EmailRequested) => string | undefined,
) {
  for (let first = 0; first < mails.length; first += 10) {
    const Entries = mails.slice(first, first + 10).map((each, index) => ({
      Id: String(index),
      MessageBody: JSON.stringify(each),
      MessageGroupId: group(each),
    }))
    await messaging.sqs.send(new SendMessageBatchCommand({ QueueUrl: emails, Entries }))
  }
}

/** Requests while the mailer takes nothing, so that a backlog is there when it begins. */
async function withMailerOff(work: () => Promise<void>): Promise<void> {
  const [source] = await eventSources(messaging.connection, [await messaging.functionName('mail-mailer')])
  const lambda = new LambdaClient(messaging.connection)
  const enable = (Enabled: boolean) =>
    lambda.send(new UpdateEventSourceMappingCommand({ UUID: source?.id, Enabled }))
  await enable(false)
  await clock.advanceBy({ minutes: 1 })
  await work()
  await enable(true)
  lambda.destroy()
}

/** Waits for a mail, and lets batching windows end meanwhile. */
function arrived(address: string): Promise<unknown> {
  return eventually(async () => {
    const [found] = await messaging.inbox(address)
    if (!found) await clock.advanceBy({ milliseconds: 100 })
    return found
  })
}

/** How many mails of a mailing were sent before the receipt that was requested after all of them. */
async function sentBefore(receipt: string, group: (mail: EmailRequested) => string | undefined) {
  const author = `author:${receipt.split('@')[0]}`
  const mailing = Array.from({ length: MAILING }, (_, n) => mail(author, 'marketing', `${n}-${receipt}`))
  await withMailerOff(() => request([...mailing, mail('shop', 'transactional', receipt)], group))
  await arrived(receipt)
  const inbox = await messaging.inbox()
  const order = inbox.filter(({ tags }) => tags.tenant?.startsWith('author') || tags.tenant === 'shop')
  const own = order.filter(({ to }) => to.some(address => address.endsWith(receipt)))
  return own.findIndex(({ to }) => to.includes(receipt))
}

test('a receipt overtakes a mailing: at most those in flight, and those received with it, are sent before it', async () => {
  const before = await sentBefore('fair@receipts.example', ({ data }) => data.tenant)
  expect(before).toBeLessThanOrEqual(2 * IN_FLIGHT)
  await messaging.sqs.send(new PurgeQueueCommand({ QueueUrl: emails }))
})

test('without groups it waits for the whole mailing', async () => {
  const before = await sentBefore('unfair@receipts.example', () => undefined)
  expect(before).toBeGreaterThan(MAILING - 2 * IN_FLIGHT)
})

test('while SES pauses marketing mail, a receipt does not wait, and the mailing goes out afterwards', async () => {
  const ses = new SESv2Client(messaging.connection)
  const pause = (SendingEnabled: boolean) =>
    ses.send(
      new PutConfigurationSetSendingOptionsCommand({
        ConfigurationSetName: 'Messaging-dev-Mail-Marketing',
        SendingEnabled,
      }),
    )
  await pause(false)
  const mailing = Array.from({ length: 40 }, (_, n) =>
    mail('author:paused', 'marketing', `${n}@paused.example`),
  )
  await request(mailing, ({ data }) => data.tenant)
  await request([mail('shop', 'transactional', 'paused@receipts.example')], ({ data }) => data.tenant)
  await arrived('paused@receipts.example')
  const sent = async () => (await messaging.inbox()).filter(({ to }) => to[0]?.endsWith('@paused.example'))
  expect(await sent()).toEqual([])

  await pause(true)
  const mailer = await messaging.functionName('mail-mailer')
  await eventually(async () => {
    // A mail that is being sent while minutes pass would come back, and be sent by another invocation, too.
    if (messaging.busy(mailer).length === 0) await clock.advanceBy({ seconds: 30 })
    return (await sent()).length >= mailing.length
  })
  expect(await sent()).toHaveLength(mailing.length)
  ses.destroy()
})
