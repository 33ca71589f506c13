import {
  DeleteSuppressedDestinationCommand,
  GetAccountCommand,
  GetSuppressedDestinationCommand,
  ListSuppressedDestinationsCommand,
  PutAccountSuppressionAttributesCommand,
  PutConfigurationSetSuppressionOptionsCommand,
  PutSuppressedDestinationCommand,
  type SuppressionListReason,
} from '@aws-sdk/client-sesv2'
import { SesRig } from './ses-rig.ts'

// SES developer guide, "Using the Amazon SES account-level suppression list".

let rig: SesRig
let queueUrl: string

beforeEach(async () => {
  rig = new SesRig()
  await rig.open()
  queueUrl = await rig.configurationSet('told', ['DELIVERY', 'BOUNCE', 'COMPLAINT'])
})
afterEach(() => rig.close())

const suppress = (EmailAddress: string, Reason: SuppressionListReason) =>
  rig.client.send(new PutSuppressedDestinationCommand({ EmailAddress, Reason }))

const find = (EmailAddress: string) => rig.client.send(new GetSuppressedDestinationCommand({ EmailAddress }))

const list = async (input: object = {}) => {
  const answer = await rig.client.send(new ListSuppressedDestinationsCommand(input))
  return (answer.SuppressedDestinationSummaries ?? []).map(({ EmailAddress }) => EmailAddress)
}

/** Sends a mail with the configuration set, and gives what its events say of bounce, complaint or delivery. */
async function outcome(to: string): Promise<unknown[]> {
  await rig.send({ ConfigurationSetName: 'told', Destination: { ToAddresses: [to] } })
  const events = await rig.events(queueUrl)
  return events.map(({ bounce, complaint, delivery }) => bounce ?? complaint ?? delivery)
}

/**
 * @documented SES API v2 Reference, PutSuppressedDestination: "Adds an email address to the suppression list
 *   for your account."; ListSuppressedDestinations: by reason and by time; DeleteSuppressedDestination:
 *   "Removes an email address from the suppression list for your account."
 */
test('an address is put there, told of whatever its case, listed by reason and time, and deleted', async () => {
  await suppress('Jo@example.org', 'BOUNCE')
  await rig.clock.advanceBy({ hours: 1 })
  await suppress('ada@example.org', 'COMPLAINT')

  const { SuppressedDestination } = await find('jo@EXAMPLE.org')
  expect(SuppressedDestination).toMatchObject({
    EmailAddress: 'Jo@example.org',
    Reason: 'BOUNCE',
    LastUpdateTime: new Date('2026-01-01T00:00:00Z'),
  })
  expect(await list()).toEqual(['Jo@example.org', 'ada@example.org'])
  expect(await list({ Reasons: ['COMPLAINT'] })).toEqual(['ada@example.org'])
  expect(await list({ EndDate: new Date('2026-01-01T00:30:00Z') })).toEqual(['Jo@example.org'])
  expect(await list({ PageSize: 1, NextToken: '1' })).toEqual(['ada@example.org'])

  await rig.client.send(new DeleteSuppressedDestinationCommand({ EmailAddress: 'jo@example.org' }))
  await expect(find('jo@example.org')).rejects.toMatchObject({ name: 'NotFoundException' })
})

/**
 * @documented SES Developer Guide, Account-level suppression list: "If you attempt to send a message to an
 *   address that's on your account-level suppression list, SES accepts the message, but doesn't send it"
 */
test('"If you attempt to send a message to an address that\'s on your account-level suppression list, SES accepts the message, but doesn\'t send it": it bounces', async () => {
  await suppress('jo@example.org', 'BOUNCE')
  expect(await outcome('Jo <JO@example.org>')).toEqual([
    expect.objectContaining({
      bounceType: 'Permanent',
      bounceSubType: 'OnAccountSuppressionList',
      bouncedRecipients: [
        expect.objectContaining({
          emailAddress: 'JO@example.org',
          diagnosticCode: expect.stringContaining('on the suppression list for your account'),
        }),
      ],
    }),
  ])
  expect(await rig.mails()).toEqual([])
})

/**
 * @documented SES Developer Guide, Contents of event data that Amazon SES publishes to Amazon SNS:
 *   complaintSubType OnAccountSuppressionList
 */
test('of an address that complained a complaint comes back ("complaintSubType … OnAccountSuppressionList")', async () => {
  await suppress('jo@example.org', 'COMPLAINT')
  expect(await outcome('jo@example.org')).toEqual([
    expect.objectContaining({ complaintSubType: 'OnAccountSuppressionList' }),
  ])
})

/**
 * @documented SES Developer Guide, Account-level suppression list: a hard bounce puts the address on the list
 */
test('a hard bounce puts the address there; a domain under .invalid has none (RFC 2606)', async () => {
  const [bounce] = await outcome('jo@nowhere.invalid')
  expect(bounce).toMatchObject({ bounceType: 'Permanent', bounceSubType: 'General' })
  expect(await find('jo@nowhere.invalid')).toMatchObject({ SuppressedDestination: { Reason: 'BOUNCE' } })
  expect(await outcome('jo@nowhere.invalid')).toMatchObject([{ bounceSubType: 'OnAccountSuppressionList' }])
})

/**
 * @documented SES Developer Guide, Using the mailbox simulator: "The mailbox simulator email address isn't
 *   placed on the Amazon SES suppression list"
 */
test('"The mailbox simulator email address isn\'t placed on the Amazon SES suppression list"', async () => {
  for (const mailbox of ['bounce', 'complaint', 'suppressionlist', 'ooto']) {
    await outcome(`${mailbox}@simulator.amazonses.com`)
  }
  expect(await list()).toEqual([])
})

/**
 * @documented SES Developer Guide, Configuration-set-level suppression: a configuration set "will only use
 *   its own suppression settings"
 */
test('a configuration set with settings of its own "will only use its own suppression settings"', async () => {
  const options = (SuppressedReasons: SuppressionListReason[]) =>
    rig.client.send(
      new PutConfigurationSetSuppressionOptionsCommand({ ConfigurationSetName: 'told', SuppressedReasons }),
    )
  await suppress('jo@example.org', 'BOUNCE')
  await options([])
  expect(await outcome('jo@example.org')).toMatchObject([{ smtpResponse: expect.any(String) }])
  await outcome('jo@nowhere.invalid')
  expect(await list()).toEqual(['jo@example.org'])
  await options(['COMPLAINT'])
  expect(await outcome('jo@example.org')).toMatchObject([{ smtpResponse: expect.any(String) }])
  await options(['BOUNCE'])
  expect(await outcome('jo@example.org')).toMatchObject([{ bounceSubType: 'OnAccountSuppressionList' }])
})

/**
 * @documented SES Developer Guide, Account-level suppression list: it is used "by default for both bounces
 *   and complaints"
 */
test('the account uses the list "by default for both bounces and complaints", and can be told otherwise', async () => {
  const reasons = async () =>
    (await rig.client.send(new GetAccountCommand({}))).SuppressionAttributes?.SuppressedReasons
  expect(await reasons()).toEqual(['BOUNCE', 'COMPLAINT'])
  await suppress('jo@example.org', 'BOUNCE')
  await rig.client.send(new PutAccountSuppressionAttributesCommand({ SuppressedReasons: ['COMPLAINT'] }))
  expect(await reasons()).toEqual(['COMPLAINT'])
  expect(await outcome('jo@example.org')).toMatchObject([{ smtpResponse: expect.any(String) }])
})
