import {
  CreateEmailIdentityCommand,
  DeleteEmailIdentityCommand,
  GetEmailIdentityCommand,
  ListEmailIdentitiesCommand,
  type SESv2Client,
} from '@aws-sdk/client-sesv2'
import { create } from '../../resource.ts'
import { SesRig } from './ses-rig.ts'

const rig = new SesRig()
let client: SESv2Client

beforeAll(async () => {
  await rig.open()
  client = rig.client
})
afterAll(() => rig.close())

/**
 * @documented SES API v2 Reference, CreateEmailIdentity: "An identity is an email address or domain that you
 *   use when you send email."
 */
test('an address or a domain becomes an identity that may send', async () => {
  await client.send(new CreateEmailIdentityCommand({ EmailIdentity: 'jo@example.com' }))
  await client.send(new CreateEmailIdentityCommand({ EmailIdentity: 'example.net' }))

  const { EmailIdentities } = await client.send(new ListEmailIdentitiesCommand({}))
  expect(EmailIdentities).toEqual(
    expect.arrayContaining([
      expect.objectContaining({
        IdentityName: 'jo@example.com',
        IdentityType: 'EMAIL_ADDRESS',
        SendingEnabled: true,
      }),
      expect.objectContaining({ IdentityName: 'example.net', IdentityType: 'DOMAIN', SendingEnabled: true }),
    ]),
  )
  const identity = await client.send(new GetEmailIdentityCommand({ EmailIdentity: 'jo@example.com' }))
  expect(identity).toMatchObject({ IdentityType: 'EMAIL_ADDRESS', VerifiedForSendingStatus: true })
})

/** @own example.com, which is verified from the start */
test('example.com, whose mail is sent from the start, is a verified domain', async () => {
  const { EmailIdentities } = await client.send(new ListEmailIdentitiesCommand({}))
  expect(EmailIdentities).toContainEqual(
    expect.objectContaining({ IdentityName: 'example.com', IdentityType: 'DOMAIN', SendingEnabled: true }),
  )
  const identity = await client.send(new GetEmailIdentityCommand({ EmailIdentity: 'example.com' }))
  expect(identity).toMatchObject({ IdentityType: 'DOMAIN', VerifiedForSendingStatus: true })
})

/** @documented SES API v2 Reference, ListEmailIdentities: PageSize and NextToken page through the identities */
test('identities are listed in pages', async () => {
  for (const host of ['a', 'b'])
    await client.send(new CreateEmailIdentityCommand({ EmailIdentity: `${host}.example.net` }))
  const { EmailIdentities: all = [] } = await client.send(new ListEmailIdentitiesCommand({}))
  const first = await client.send(new ListEmailIdentitiesCommand({ PageSize: 2 }))
  expect(first.EmailIdentities).toEqual(all.slice(0, 2))
  const rest = await client.send(new ListEmailIdentitiesCommand({ NextToken: first.NextToken }))
  expect(rest.EmailIdentities).toEqual(all.slice(2))
})

/** @own the identity that is verified from the start */
test('example.com can be deleted, and created again by a stack', async () => {
  const fresh = new SesRig()
  await fresh.open()
  const EmailIdentity = 'example.com'
  const create = () => fresh.client.send(new CreateEmailIdentityCommand({ EmailIdentity }))
  await create()
  await expect(create()).rejects.toMatchObject({ name: 'AlreadyExistsException' })
  await fresh.client.send(new DeleteEmailIdentityCommand({ EmailIdentity }))
  const { EmailIdentities } = await fresh.client.send(new ListEmailIdentitiesCommand({}))
  expect(EmailIdentities).toEqual([])
  await expect(fresh.client.send(new GetEmailIdentityCommand({ EmailIdentity }))).rejects.toMatchObject({
    name: 'NotFoundException',
  })
  await create()
  await fresh.close()
})

/**
 * @documented SES API v2 Reference, CreateEmailIdentity, AlreadyExistsException; DeleteEmailIdentity:
 *   "Deletes an email identity."
 */
test('an identity is made once (CreateEmailIdentity: AlreadyExistsException) and is gone when deleted', async () => {
  const EmailIdentity = 'once@example.com'
  const make = () => client.send(new CreateEmailIdentityCommand({ EmailIdentity }))
  await make()
  await expect(make()).rejects.toMatchObject({ name: 'AlreadyExistsException' })

  await client.send(new DeleteEmailIdentityCommand({ EmailIdentity }))

  await expect(client.send(new GetEmailIdentityCommand({ EmailIdentity }))).rejects.toMatchObject({
    name: 'NotFoundException',
  })
})

/**
 * @documented CloudFormation Template Reference, AWS::SES::EmailIdentity: Ref is the identity;
 *   DkimDNSTokenName1 by Fn::GetAtt
 */
test('AWS::SES::EmailIdentity: Ref is the identity, and a domain has its DKIM records', async () => {
  const { physicalId, attributes } = await create(rig.service.resourceTypes, 'AWS::SES::EmailIdentity', {
    EmailIdentity: 'example.org',
  })

  expect(physicalId).toBe('example.org')
  expect(attributes.DkimDNSTokenName1).toMatch(/\._domainkey\.example\.org$/)
  await expect(client.send(new GetEmailIdentityCommand({ EmailIdentity: physicalId }))).resolves.toBeDefined()
})
