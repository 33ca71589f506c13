import {
  CreateConfigurationSetCommand,
  CreateEmailIdentityCommand,
  CreateTenantCommand,
  CreateTenantResourceAssociationCommand,
  DeleteTenantResourceAssociationCommand,
  SESv2Client,
  SendEmailCommand,
  type SendingStatus,
  TooManyRequestsException,
  UpdateReputationEntityCustomerManagedStatusCommand,
} from '@aws-sdk/client-sesv2'
import { cloudEvent } from '../../../lambda/contracts/cloud-event.ts'
import { emailRequested, type MailType } from '../../../lambda/contracts/email-events.ts'
import { PURCHASE_ID } from '../examples.ts'
import { FunctionRig } from '../function-rig.ts'
import { context, sqsEvent, sqsRecord } from '../invocation.ts'
import { Log } from '../log.ts'

/** The mailer of a stage whose types of mail are two tenants of SES. */

const IDENTITY = 'arn:aws:ses:us-east-1:000000000000:identity/shop.example'

const rig = new FunctionRig()
const tenants = new Map<string, string>()
let ses: SESv2Client
let log: Log
let deadLetters: string
let handler: typeof import('../../../lambda/mail/functions/mailer.ts').handler

beforeAll(async () => {
  await rig.open('mail-mailer')
  ses = new SESv2Client(rig.client)
  await ses.send(new CreateEmailIdentityCommand({ EmailIdentity: 'shop.example' }))
  for (const name of ['mail', 'mail-marketing']) await addTenant(name)
  deadLetters = await rig.queue('dead-letters')
  rig.environment({
    SENDER: 'shop@shop.example',
    TRANSACTIONAL_CONFIGURATION_SET: 'mail',
    MARKETING_CONFIGURATION_SET: 'mail-marketing',
    SES_TENANTS: 'true',
    SENT_TABLE: await rig.table('sent', 'id'),
    SUPPRESSION_TABLE: await rig.table('suppression', 'address'),
    QUEUE_URL: await rig.queue('emails'),
    DEAD_LETTER_QUEUE_URL: deadLetters,
  })
  ;({ handler } = await import('../../../lambda/mail/functions/mailer.ts'))
})
afterAll(async () => {
  ses.destroy()
  await rig.close()
})
beforeEach(() => {
  log = new Log()
})
afterEach(async () => {
  jest.restoreAllMocks()
  for (const name of tenants.keys()) await setStatus(name, 'ENABLED')
})

async function addTenant(name: string): Promise<void> {
  await ses.send(new CreateConfigurationSetCommand({ ConfigurationSetName: name }))
  const { TenantArn = '' } = await ses.send(new CreateTenantCommand({ TenantName: name }))
  tenants.set(name, TenantArn)
  for (const ResourceArn of [IDENTITY, IDENTITY.replace(/identity.*/, `configuration-set/${name}`)]) {
    await ses.send(new CreateTenantResourceAssociationCommand({ TenantName: name, ResourceArn }))
  }
}

async function setStatus(tenant: string, status: SendingStatus): Promise<void> {
  await ses.send(
    new UpdateReputationEntityCustomerManagedStatusCommand({
      ReputationEntityType: 'RESOURCE',
      ReputationEntityReference: tenants.get(tenant),
      SendingStatus: status,
    }),
  )
}

let mails = 0

function mail(to: string, mailType?: MailType) {
  const emailId = `${PURCHASE_ID.slice(0, -4)}${String(++mails).padStart(4, '0')}`
  const about = {
    id: emailId,
    source: 'urn:messaging:test',
    subject: emailId,
    correlationid: emailId,
    time: new Date().toISOString(),
  }
  const data = { emailId, tenant: 'shop', mailType, to, subject: 'Hello', text: 'Hello, Ada.' }
  return sqsRecord(cloudEvent(emailRequested, about, data), { queue: 'emails', messageId: `m${mails}` })
}

/** Counts the requests to send that reach SES. */
function requestsToSend(): { count: number } {
  const requests = { count: 0 }
  const { send } = SESv2Client.prototype
  jest.spyOn(SESv2Client.prototype, 'send').mockImplementation(async function (
    this: SESv2Client,
    ...given: unknown[]
  ) {
    if (given[0] instanceof SendEmailCommand) requests.count++
    return await send.apply(this, given as never)
  } as never)
  return requests
}

test.each<[MailType, MailType, string]>([
  ['marketing', 'transactional', 'mail-marketing'],
  ['transactional', 'marketing', 'mail'],
])(
  'while SES pauses %s mail, it waits, and %s mail of the same batch is sent',
  async (type, other, tenant) => {
    await setStatus(tenant, 'DISABLED')
    const address = (of: MailType) => `${of}@without-${type}.example`
    const records = [mail(address(type), type), mail(address(other), other)]
    const { batchItemFailures } = await handler(sqsEvent(...records), context)
    expect(batchItemFailures).toEqual([{ itemIdentifier: records[0]?.messageId }])
    expect(await rig.inbox(address(other))).toHaveLength(1)
    expect(await rig.inbox(address(type))).toHaveLength(0)
    expect(log.hops).toContainEqual(
      expect.objectContaining({
        outcome: 'retry',
        waitsFor: 'ses',
        reason: expect.stringContaining(`${type} mail is paused: SES answered SendingPausedException`),
      }),
    )
    // No try is used up, and the alarm waiting-for-ses tells of it.
    expect(log.metrics).toContainEqual(expect.objectContaining({ dependency: 'ses', WaitingRecords: 1 }))
    expect(log.metrics).toContainEqual(expect.objectContaining({ FailedRecords: 0 }))
    expect(await rig.arrived(deadLetters)).toEqual([])

    await setStatus(tenant, 'REINSTATED')
    expect(await handler(sqsEvent(records[0] as never), context)).toEqual({ batchItemFailures: [] })
    expect(await rig.inbox(address(type))).toHaveLength(1)
  },
)

test('of a batch of paused mail, only those that are sent at once ask SES', async () => {
  await setStatus('mail-marketing', 'DISABLED')
  const requests = requestsToSend()
  const records = Array.from({ length: 25 }, () => mail('reader@b.example', 'marketing'))
  const { batchItemFailures } = await handler(sqsEvent(...records), context)
  expect(batchItemFailures).toHaveLength(25)
  expect(requests.count).toBe(3)
  expect(await rig.items('sent')).not.toContainEqual(expect.objectContaining({ status: { S: 'INPROGRESS' } }))
})

test('what SES refuses for another reason is not taken for a pause', async () => {
  await setStatus('mail-marketing', 'DISABLED')
  const limit = new TooManyRequestsException({ message: 'Maximum sending rate exceeded.', $metadata: {} })
  const { send } = SESv2Client.prototype
  jest.spyOn(SESv2Client.prototype, 'send').mockImplementation(async function (
    this: SESv2Client,
    ...given: unknown[]
  ) {
    const [command] = given
    if (command instanceof SendEmailCommand && command.input.TenantName === 'mail') throw limit
    return await send.apply(this, given as never)
  } as never)
  await handler(sqsEvent(mail('x@c.example', 'transactional'), mail('y@c.example', 'marketing')), context)
  const reasons = log.hops.map(({ reason }) => String(reason).split(':')[0])
  expect(reasons.toSorted()).toEqual(['RetryLater', 'Unavailable'])
})

test('mail of no type, as older releases request it, is transactional', async () => {
  await setStatus('mail-marketing', 'DISABLED')
  expect(await handler(sqsEvent(mail('old@d.example')), context)).toEqual({ batchItemFailures: [] })
  expect(await rig.inbox('old@d.example')).toHaveLength(1)
})

test('where the sender’s identity is not associated with the tenant, mail waits', async () => {
  const association = { TenantName: 'mail', ResourceArn: IDENTITY }
  await ses.send(new DeleteTenantResourceAssociationCommand(association))
  const record = mail('waits@e.example', 'transactional')
  expect((await handler(sqsEvent(record), context)).batchItemFailures).toHaveLength(1)
  expect(log.hops).toMatchObject([{ outcome: 'retry', waitsFor: 'ses' }])
  await ses.send(new CreateTenantResourceAssociationCommand(association))
  await handler(sqsEvent(record), context)
  expect(await rig.inbox('waits@e.example')).toHaveLength(1)
})
