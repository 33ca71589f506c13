import { SesRig } from './ses-rig.ts'

// SES developer guide, "Using the mailbox simulator".

let rig: SesRig
let queueUrl: string

beforeEach(async () => {
  rig = new SesRig()
  await rig.open()
  queueUrl = await rig.configurationSet('told', ['SEND', 'DELIVERY', 'BOUNCE', 'COMPLAINT', 'REJECT'])
})
afterEach(() => rig.close())

const sendTo = (to: string) => rig.send({ ConfigurationSetName: 'told', Destination: { ToAddresses: [to] } })
const events = () => rig.events(queueUrl)
const typesOf = (list: Record<string, unknown>[]) => list.map(({ eventType }) => eventType)

/**
 * @documented SES Developer Guide, Using the mailbox simulator, success: the recipient's provider "accepts
 *   your email"
 */
test('success@ "accepts your email"', async () => {
  await sendTo('success@simulator.amazonses.com')
  expect(typesOf(await events())).toEqual(['Send', 'Delivery'])
  expect(await rig.mails('success@simulator.amazonses.com')).toHaveLength(1)
})

/**
 * @documented SES Developer Guide, Using the mailbox simulator, bounce: an SMTP 550 5.1.1 response; labels
 *   after a plus sign
 */
test('bounce@ "rejects your email with an SMTP 550 5.1.1 ("Unknown User") response code", with any label', async () => {
  await sendTo('Bo <bounce+label1@simulator.amazonses.com>')
  const [sent, bounced] = await events()
  expect(sent).toMatchObject({ eventType: 'Send' })
  expect(bounced).toEqual({
    eventType: 'Bounce',
    bounce: {
      bounceType: 'Permanent',
      bounceSubType: 'General',
      bouncedRecipients: [
        {
          emailAddress: 'bounce+label1@simulator.amazonses.com',
          action: 'failed',
          status: '5.1.1',
          diagnosticCode: 'smtp; 550 5.1.1 user unknown',
        },
      ],
      timestamp: '2026-01-01T00:00:00.300Z',
      feedbackId: expect.stringMatching(/^01[0-9a-f]{14}-[0-9a-f-]{36}-000000$/),
      reportingMTA: expect.stringMatching(/^dns; /),
    },
    mail: expect.objectContaining({ destination: ['bounce+label1@simulator.amazonses.com'] }),
  })
  expect(await rig.mails()).toEqual([])
})

/**
 * @documented SES Developer Guide, Using the mailbox simulator, complaint: the recipient marks the mail as
 *   spam
 */
test('complaint@ accepts the mail, and "clicks "Mark as Spam"" later', async () => {
  await sendTo('complaint@simulator.amazonses.com')
  const all = await events()
  expect(typesOf(all)).toEqual(['Send', 'Delivery', 'Complaint'])
  expect(all[2]?.complaint).toEqual({
    complainedRecipients: [{ emailAddress: 'complaint@simulator.amazonses.com' }],
    timestamp: '2026-01-01T00:00:01.000Z',
    feedbackId: expect.any(String),
    complaintSubType: null,
    userAgent: 'Amazon SES Mailbox Simulator',
    complaintFeedbackType: 'abuse',
    arrivalDate: '2026-01-01T00:00:01.000Z',
  })
  expect(await rig.mails('complaint@simulator.amazonses.com')).toHaveLength(1)
})

/**
 * @documented SES Developer Guide, Using the mailbox simulator, ooto: the provider "sends an automatic
 *   response"
 */
test('ooto@ accepts the mail and "sends an automatic response": a transient bounce', async () => {
  await sendTo('ooto@simulator.amazonses.com')
  const all = await events()
  expect(typesOf(all)).toEqual(['Send', 'Delivery', 'Bounce'])
  expect(all[2]?.bounce).toMatchObject({
    bounceType: 'Transient',
    bounceSubType: 'General',
    bouncedRecipients: [{ emailAddress: 'ooto@simulator.amazonses.com' }],
  })
})

/**
 * @documented SES Developer Guide, Using the mailbox simulator, suppressionlist: a hard bounce "as if the
 *   recipient's address is on the global suppression list"
 */
test('suppressionlist@ bounces "as if the recipient\'s address is on the global suppression list"', async () => {
  await sendTo('suppressionlist@simulator.amazonses.com')
  const all = await events()
  expect(typesOf(all)).toEqual(['Send', 'Bounce'])
  expect(all[1]?.bounce).toMatchObject({ bounceType: 'Permanent', bounceSubType: 'Suppressed' })
})

/** @own other mailboxes, refused as not simulated */
test('has no other mailboxes', async () => {
  await expect(sendTo('bounced@simulator.amazonses.com')).rejects.toThrow(
    'does not simulate the mailbox bounced@simulator.amazonses.com',
  )
})

/** @documented SES Developer Guide, Retrieving Amazon SES event data from CloudWatch: sends, deliveries, bounces and complaints are metrics of the namespace AWS/SES */
test('mails count in the metrics of the account, with and without a configuration set', async () => {
  await sendTo('bounce@simulator.amazonses.com')
  await sendTo('complaint@simulator.amazonses.com')
  await rig.send({ Destination: { ToAddresses: ['success@simulator.amazonses.com'] } })

  const sumOf = (name: string) =>
    rig.metrics
      .series({ namespace: 'AWS/SES', name, dimensions: {} })
      .flatMap(({ stretches }) => [...stretches].map(([, { sum }]) => sum))
  expect(sumOf('Send')).toEqual([3])
  expect(sumOf('Delivery')).toEqual([2])
  expect(sumOf('Bounce')).toEqual([1])
  expect(sumOf('Complaint')).toEqual([1])
})
