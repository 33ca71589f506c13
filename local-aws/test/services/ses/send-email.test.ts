import {
  CreateEmailIdentityCommand,
  GetAccountCommand,
  type SESv2Client,
  SendBulkEmailCommand,
  type SendEmailCommandInput,
} from '@aws-sdk/client-sesv2'
import { MAX_24_HOUR_SEND, MAX_SEND_RATE } from '../../../src/services/ses/sending-quota.ts'
import { SesRig, SIMPLE } from './ses-rig.ts'

let rig: SesRig
let client: SESv2Client

beforeEach(async () => {
  rig = new SesRig()
  await rig.open()
  client = rig.client
})
afterEach(() => rig.close())

const send = (given?: Partial<SendEmailCommandInput>) => rig.send(given)
const inbox = (to?: string) => rig.mails(to)
const addresses = (count: number) => Array.from({ length: count }, (_, index) => `to${index}@example.org`)

/** @own the inbox */
test('a mail that was sent is in the inbox', async () => {
  const { MessageId } = await send({
    FromEmailAddress: 'The Shop <shop@example.com>',
    Destination: { ToAddresses: ['Jo <jo@example.org>'], CcAddresses: ['cc@example.org'] },
    ReplyToAddresses: ['help@example.com'],
    Content: {
      Simple: {
        Subject: { Data: 'Your receipt' },
        Body: { Text: { Data: 'Thank you.' }, Html: { Data: '<p>Thank you.</p>' } },
        Headers: [{ Name: 'List-Unsubscribe', Value: '<https://example.com/off>' }],
      },
    },
    EmailTags: [{ Name: 'kind', Value: 'receipt' }],
  })

  expect(await inbox()).toEqual([
    {
      id: MessageId,
      timestamp: '2026-01-01T00:00:00.000Z',
      from: 'The Shop <shop@example.com>',
      to: ['Jo <jo@example.org>'],
      cc: ['cc@example.org'],
      bcc: [],
      replyTo: ['help@example.com'],
      subject: 'Your receipt',
      text: 'Thank you.',
      html: '<p>Thank you.</p>',
      headers: { 'List-Unsubscribe': '<https://example.com/off>' },
      tags: { kind: 'receipt' },
    },
  ])
})

/** @own the inbox */
test('the inbox of one address has what was sent to it, newest last', async () => {
  await send({ Content: { Simple: { ...SIMPLE, Subject: { Data: 'first' } } } })
  await send({ Destination: { ToAddresses: ['other@example.org'] } })
  await send({ Destination: { BccAddresses: ['Jo <JO@example.org>'] } })
  rig.inbox.deliver({
    from: 'no-reply@sns.amazonaws.com',
    to: ['jo@example.org'],
    subject: 'last',
    text: 'by SNS',
  })

  const subjects = (await inbox('jo@example.org')).map(({ subject }) => subject)
  expect(subjects).toEqual(['first', 'Your receipt', 'last'])
})

/** @own the inbox */
test('the inbox is read only', async () => {
  const { status } = await fetch(`${rig.rig.account.endpoint}/_aws/ses`, { method: 'DELETE' })

  expect(status).toBe(405)
})

/**
 * @documented SES Developer Guide, Request production access: "You still have to verify all identities that
 *   you use as From"
 */
test('the sender must be verified ("You still have to verify all identities that you use as From", Request production access)', async () => {
  await expect(send({ FromEmailAddress: 'shop@elsewhere.org' })).rejects.toMatchObject({
    name: 'MessageRejected',
    message:
      'Email address is not verified. The following identities failed the check in region US-EAST-1: shop@elsewhere.org',
  })
  expect(await inbox()).toEqual([])
})

/**
 * @documented SES Developer Guide, Creating and verifying identities: a verified domain covers its addresses
 *   and subdomains
 */
test('a verified domain covers its addresses and subdomains (Creating and verifying identities)', async () => {
  await client.send(new CreateEmailIdentityCommand({ EmailIdentity: 'example.net' }))

  await send({ FromEmailAddress: 'any@example.net' })
  await send({ FromEmailAddress: 'any@mail.example.net' })
  await expect(send({ FromEmailAddress: 'any@notexample.net' })).rejects.toMatchObject({
    name: 'MessageRejected',
  })
})

/**
 * @documented SES API v2 Reference, Destination: addresses are of the form local@domain, 7-bit ASCII; domains
 *   in Punycode
 * @own quoted local parts, refused as not simulated
 */
test.each([
  ['jo', "Missing final '@domain'"],
  ['jo@', 'domain'],
  ['@example.org', 'local part'],
  ['jo@exam..ple.org', 'Domain contains dot-dot'],
  ['jo..doe@example.org', 'dot-dot'],
  ['j o@example.org', 'local part'],
  ['jö@example.org', 'local part'],
  ['Jo <jo@-example.org>', 'domain'],
  ['jo@foo-.example', 'domain'],
  ['jo@ex_ample.org', 'domain'],
  ['jo@example.org.', 'domain'],
  [`jo@${'a'.repeat(64)}.org`, 'domain'],
  [`jo@${`${'a'.repeat(63)}.`.repeat(4)}org`, 'domain'],
  [`${'a'.repeat(65)}@example.org`, 'local part'],
  ['.jo@example.org', 'local part'],
  ['jo.@example.org', 'local part'],
  ['j,o@example.org', 'local part'],
  ['jo@müller.example', 'Domain contains illegal character'],
  ['"jo doe"@example.org', 'does not simulate the quoted local part'],
  // aws-ses for Ruby, in an issue of openstax/accounts: "InvalidParameterValue - Illegal address".
  ['Doe, Jo <jo@example.org>', 'Illegal address'],
  ['Jo <jo@example.org> <jo@example.com>', 'Illegal address'],
])('the address %j is refused', async (address, why) => {
  await expect(send({ Destination: { ToAddresses: [address] } })).rejects.toMatchObject({
    name: 'BadRequestException',
    message: expect.stringContaining(why),
  })
})

/**
 * @documented SES API v2 Reference, Destination: addresses are of the form local@domain, with a display name
 *   or without; domains in Punycode
 */
test.each([
  ['a&b@example.org', 'a&b@example.org'],
  ['x/y=z!@example.org', 'x/y=z!@example.org'],
  [`${'a'.repeat(64)}@example.org`, `${'a'.repeat(64)}@example.org`],
  [`jo@${'a'.repeat(63)}.org`, `jo@${'a'.repeat(63)}.org`],
  ['jo@xn--mller-kva.example', 'jo@xn--mller-kva.example'],
  ['jo@double--hyphen.example', 'jo@double--hyphen.example'],
  ['Jo Doe <jo1@example.org>', 'jo1@example.org'],
  ['"Doe, Jo" <jo2@example.org>', 'jo2@example.org'],
  ['"Jo <the \\"one\\">" <jo3@example.org>', 'jo3@example.org'],
])('the address %j gets the mail at %s', async (mailbox, address) => {
  await send({ Destination: { ToAddresses: [mailbox] } })
  expect(await inbox(address)).toHaveLength(1)
})

/**
 * @documented SES Developer Guide, SendEmail, Destination: at most 50 recipients in To, Cc and Bcc together
 */
test('To, Cc and Bcc together have 1 to 50 recipients', async () => {
  const Destination = { ToAddresses: addresses(30), CcAddresses: addresses(15), BccAddresses: addresses(6) }
  await expect(send({ Destination })).rejects.toMatchObject({
    name: 'BadRequestException',
    message: 'Recipient count exceeds 50.',
  })
  await expect(send({ Destination: {} })).rejects.toMatchObject({ name: 'BadRequestException' })
  await expect(send({ Destination: { ToAddresses: addresses(50) } })).resolves.toBeDefined()
})

/** @documented SES Developer Guide, Service quotas: "40 MB per message" */
test('a message of more than 40 MB is refused ("40 MB per message", Service quotas)', async () => {
  const Body = { Text: { Data: 'x'.repeat(40 * 1024 * 1024) } }

  await expect(send({ Content: { Simple: { ...SIMPLE, Body } } })).rejects.toMatchObject({
    name: 'BadRequestException',
    message: expect.stringContaining('Message length is more than 41943040 bytes long'),
  })
})

/** @documented SES API v2 Reference, SendEmail, BadRequestException: "The input you provided is invalid." */
test.each([
  ['no content', { Content: undefined }],
  ['no subject', { Content: { Simple: { ...SIMPLE, Subject: undefined } } }],
  ['no body', { Content: { Simple: { ...SIMPLE, Body: {} } } }],
  ['a subject of two lines', { Content: { Simple: { ...SIMPLE, Subject: { Data: 'a\r\nBcc: b' } } } }],
  ['no sender', { FromEmailAddress: undefined }],
  ['a tag with a blank', { EmailTags: [{ Name: 'a b', Value: 'c' }] }],
])('a request with %s is a BadRequestException', async (_, given) => {
  await expect(send(given)).rejects.toMatchObject({ name: 'BadRequestException' })
})

/** @own content, refused as not simulated */
test.each([
  ['raw messages', { Content: { Raw: { Data: Buffer.from('Subject: x') } } }],
  ['e-mail templates', { Content: { Template: { TemplateName: 'welcome' } } }],
])('%s are refused by name', async (what, given) => {
  await expect(send(given)).rejects.toMatchObject({
    name: 'BadRequestException',
    message: expect.stringContaining(`does not simulate ${what}`),
  })
})

/** @own SendBulkEmail, refused as not simulated */
test('SendBulkEmail is refused by name', async () => {
  const command = new SendBulkEmailCommand({
    DefaultContent: { Template: { TemplateName: 'welcome' } },
    BulkEmailEntries: [{ Destination: { ToAddresses: ['jo@example.org'] } }],
  })

  await expect(client.send(command)).rejects.toThrow('does not simulate SendBulkEmail')
})

describe('the sending rate', () => {
  /**
   * @documented SES Developer Guide, Errors related to the sending quotas: "Maximum sending rate exceeded"
   */
  test('is counted in recipients, refused above it, and there again a second later ("Maximum sending rate exceeded")', async () => {
    for (let sent = 0; sent < MAX_SEND_RATE; sent += 50) {
      await send({ Destination: { ToAddresses: addresses(50) } })
    }

    await expect(send()).rejects.toMatchObject({
      name: 'TooManyRequestsException',
      message: 'Maximum sending rate exceeded.',
    })
    await rig.clock.advanceBy({ seconds: 1 })
    await expect(send()).resolves.toBeDefined()
  })

  /** @documented SES Developer Guide, Managing sending limits: the sending rate is of recipients a second */
  test('comes back little by little: a sender that slows down gets through', async () => {
    const sendMany = (count: number) =>
      Promise.allSettled(Array.from({ length: count }, () => send())).then(
        results => results.filter(({ status }) => status === 'fulfilled').length,
      )
    for (let sent = 0; sent < MAX_SEND_RATE; sent += 50) {
      await send({ Destination: { ToAddresses: addresses(50) } })
    }
    await rig.clock.advanceBy({ milliseconds: 20 })
    expect(await sendMany(30)).toBe(10)
  })

  /**
   * @documented SES Developer Guide, Using the mailbox simulator: mail to it counts for the sending rate, and
   *   not for the daily quota
   */
  test('limits mail to the mailbox simulator as well, which does not count for the day', async () => {
    const ToAddresses = Array.from({ length: 50 }, (_, index) => `success+${index}@simulator.amazonses.com`)
    for (let sent = 0; sent < MAX_SEND_RATE; sent += 50) await send({ Destination: { ToAddresses } })
    await expect(send()).rejects.toMatchObject({ name: 'TooManyRequestsException' })
    const { SendQuota } = await client.send(new GetAccountCommand({}))
    expect(SendQuota?.SentLast24Hours).toBe(0)
  })

  /**
   * @documented SES API v2 Reference, GetAccount, SendQuota: MaxSendRate, Max24HourSend and SentLast24Hours
   */
  test('is told by GetAccount, with what was sent in the last 24 hours', async () => {
    const sent = async () => (await client.send(new GetAccountCommand({}))).SendQuota?.SentLast24Hours
    await send({ Destination: { ToAddresses: addresses(3) } })
    await rig.clock.advanceBy({ hours: 23 })
    await send()

    expect(await client.send(new GetAccountCommand({}))).toMatchObject({
      ProductionAccessEnabled: true,
      SendingEnabled: true,
      SendQuota: { Max24HourSend: MAX_24_HOUR_SEND, MaxSendRate: MAX_SEND_RATE, SentLast24Hours: 4 },
    })
    await rig.clock.advanceBy({ hours: 1 })
    expect(await sent()).toBe(1)
  })
})

describe('the headers of a simple message', () => {
  const withHeaders = (Headers: { Name: string; Value: string }[]) =>
    send({ Content: { Simple: { ...SIMPLE, Headers } } })

  /**
   * @documented SES API v2 Reference, Message, Headers; RFC 8058: List-Unsubscribe and List-Unsubscribe-Post
   */
  test('carry what one-click unsubscription needs (RFC 8058)', async () => {
    await withHeaders([
      { Name: 'List-Unsubscribe', Value: '<https://example.com/unsubscribe?token=a.b>' },
      { Name: 'List-Unsubscribe-Post', Value: 'List-Unsubscribe=One-Click' },
    ])
    expect((await inbox())[0]?.headers).toEqual({
      'List-Unsubscribe': '<https://example.com/unsubscribe?token=a.b>',
      'List-Unsubscribe-Post': 'List-Unsubscribe=One-Click',
    })
  })

  /**
   * @documented SES API v2 Reference, MessageHeader, Name: "any printable ASCII character (33 - 126) except
   *   for colon", "no more than 126"
   */
  test.each([
    ['a name with a colon ("any printable ASCII character (33 - 126) except for colon")', 'X:Y', 'z'],
    ['a name with a blank', 'X Y', 'z'],
    ['a name of 127 characters ("no more than 126")', 'x'.repeat(127), 'z'],
    ['a value of 871 characters ("no more than 870")', 'X', 'z'.repeat(871)],
    ['a value with a line break ("any printable ASCII character")', 'X', 'z\r\nBcc: jo@example.org'],
    ['a value beyond ASCII', 'X', 'zürich'],
    ['a header that the mail has already', 'subject', 'another'],
  ])('are refused with %s', async (_, Name, Value) => {
    await expect(withHeaders([{ Name, Value }])).rejects.toMatchObject({ name: 'BadRequestException' })
  })

  /** @documented SES API v2 Reference, Message, Headers: up to 15, each once */
  test('are 15 at most, each once', async () => {
    const headers = (count: number) =>
      Array.from({ length: count }, (_, index) => ({ Name: `X-${index}`, Value: 'z' }))
    await expect(withHeaders(headers(15))).resolves.toBeDefined()
    await expect(withHeaders(headers(16))).rejects.toMatchObject({ name: 'BadRequestException' })
    await expect(withHeaders([...headers(1), ...headers(1)])).rejects.toThrow("Duplicate header 'X-0'")
  })
})
