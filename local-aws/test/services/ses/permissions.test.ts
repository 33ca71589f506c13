import {
  CreateEmailIdentityCommand,
  CreateTenantCommand,
  CreateTenantResourceAssociationCommand,
  SESv2,
  type SendEmailCommandInput,
} from '@aws-sdk/client-sesv2'
import { setRolePolicies } from '../../role-policies.ts'
import { SesRig, SIMPLE } from './ses-rig.ts'

const rig = new SesRig()
let mailer: SESv2

beforeAll(async () => {
  await rig.open()
  for (const EmailIdentity of ['example.com', 'own@example.com']) {
    await rig.client.send(new CreateEmailIdentityCommand({ EmailIdentity }))
  }
  await rig.configurationSet('mails', ['BOUNCE'])
  const credentials = rig.rig.credentials.assumeRole('arn:aws:iam::000000000000:role/mailer', 's')
  mailer = new SESv2({ ...rig.rig.client, credentials })
})
afterAll(async () => {
  mailer.destroy()
  await rig.close()
})

const arn = (resource: string) => rig.rig.account.arn('ses', resource)
const IDENTITY = arn('identity/example.com')
const SET = arn('configuration-set/mails')

function allow(Resource: string | string[], Condition?: object): void {
  const Statement = { Effect: 'Allow', Action: 'ses:SendEmail', Resource, ...(Condition && { Condition }) }
  setRolePolicies(rig.rig.account, 'mailer', [{ Statement }])
}

function send(given: Partial<SendEmailCommandInput> = {}) {
  return mailer.sendEmail({
    FromEmailAddress: 'shop@example.com',
    Destination: { ToAddresses: ['jo@example.org'] },
    Content: { Simple: SIMPLE },
    ...given,
  })
}

function refusal(resource: string) {
  return {
    name: 'AccessDeniedException',
    message: expect.stringMatching(`ses:SendEmail.* on resource.*${resource}`),
  }
}

/** @documented SES Developer Guide, Identity and access management: Resource names the identities that may be used */
test('a mail needs the identity that verifies its sender: the address, otherwise the domain', async () => {
  allow(arn('identity/other.com'))
  await expect(send()).rejects.toMatchObject(refusal(IDENTITY))
  await expect(send({ FromEmailAddress: 'own@example.com' })).rejects.toMatchObject(
    refusal(arn('identity/own@example.com')),
  )
  allow(IDENTITY)
  await expect(send()).resolves.toHaveProperty('MessageId')
  await expect(send({ FromEmailAddress: 'own@example.com' })).rejects.toMatchObject(
    refusal(arn('identity/own@example.com')),
  )
})

/** @documented Service Authorization Reference, SES v2: SendEmail has the resource types identity and configuration-set */
test('a mail with a configuration set needs that as well', async () => {
  const ConfigurationSetName = 'mails'
  allow(IDENTITY)
  await expect(send({ ConfigurationSetName })).rejects.toMatchObject(refusal(SET))
  allow([IDENTITY, SET])
  await expect(send({ ConfigurationSetName })).resolves.toHaveProperty('MessageId')
})

/** @documented SES Developer Guide, Sending policy examples: the condition keys of SES */
test.each<[string, object, Partial<SendEmailCommandInput>, Partial<SendEmailCommandInput>]>([
  [
    'the address in From',
    { StringEquals: { 'ses:FromAddress': 'shop@example.com' } },
    { FromEmailAddress: 'Shop <shop@example.com>' },
    { FromEmailAddress: 'boss@example.com' },
  ],
  [
    'the display name in From',
    { StringLike: { 'ses:FromDisplayName': 'The Shop*' } },
    { FromEmailAddress: '"The Shop, Inc." <shop@example.com>' },
    { FromEmailAddress: 'The Boss <shop@example.com>' },
  ],
  [
    'each recipient, of a copy too',
    { 'ForAllValues:StringLike': { 'ses:Recipients': ['*@example.org'] } },
    { Destination: { ToAddresses: ['Jo <jo@example.org>'], BccAddresses: ['ann@example.org'] } },
    { Destination: { ToAddresses: ['jo@example.org'], BccAddresses: ['ann@example.net'] } },
  ],
  [
    'the version of the API',
    { StringEquals: { 'ses:ApiVersion': '2' }, StringNotEquals: { 'ses:FromAddress': 'boss@example.com' } },
    {},
    { FromEmailAddress: 'boss@example.com' },
  ],
])('a policy may ask for %s', async (_, Condition, allowed, denied) => {
  allow(IDENTITY, Condition)
  await expect(send(allowed)).resolves.toHaveProperty('MessageId')
  await expect(send(denied)).rejects.toMatchObject(refusal(IDENTITY))
})

/** @own what members in the body of a request name */
test('the identity and the configuration set in the body of a request count', async () => {
  const Statement = {
    Effect: 'Allow',
    Action: ['ses:CreateEmailIdentity', 'ses:CreateConfigurationSet'],
    Resource: [arn('identity/new.example.com'), arn('configuration-set/new')],
  }
  setRolePolicies(rig.rig.account, 'mailer', [{ Statement }])
  const created = { $metadata: expect.objectContaining({ httpStatusCode: 200 }) }
  await expect(mailer.createEmailIdentity({ EmailIdentity: 'new.example.com' })).resolves.toMatchObject(
    created,
  )
  await expect(mailer.createConfigurationSet({ ConfigurationSetName: 'new' })).resolves.toMatchObject(created)
  const denied = { name: 'AccessDeniedException' }
  await expect(mailer.createEmailIdentity({ EmailIdentity: 'a.example.com' })).rejects.toMatchObject(denied)
  await expect(mailer.createConfigurationSet({ ConfigurationSetName: 'a' })).rejects.toMatchObject(denied)
})

describe('tenants', () => {
  let tenantArn: string

  beforeAll(async () => {
    const { TenantArn } = await rig.client.send(new CreateTenantCommand({ TenantName: 'posts' }))
    tenantArn = TenantArn as string
    for (const ResourceArn of [IDENTITY, SET]) {
      await rig.client.send(new CreateTenantResourceAssociationCommand({ TenantName: 'posts', ResourceArn }))
    }
  })

  /** @documented Service Authorization Reference, SES v2: SendEmail has the condition key ses:TenantName */
  test('a policy may ask for the tenant that a mail is sent through', async () => {
    allow([IDENTITY, SET], { StringEquals: { 'ses:TenantName': 'posts' } })
    const ConfigurationSetName = 'mails'
    await expect(send({ ConfigurationSetName, TenantName: 'posts' })).resolves.toHaveProperty('MessageId')
    for (const TenantName of [undefined, 'shop']) {
      await expect(send({ ConfigurationSetName, TenantName })).rejects.toMatchObject(refusal(IDENTITY))
    }
  })

  /**
   * @documented Service Authorization Reference, SES v2: GetTenant, DeleteTenant and the operations on a
   *   tenant's resources have the resource type tenant, whose ARN has the tenant's name and id
   */
  test('what is done to a tenant needs a permission on it', async () => {
    const operations = (TenantName: string) => [
      () => mailer.getTenant({ TenantName }),
      () => mailer.listTenantResources({ TenantName }),
      () => mailer.deleteTenantResourceAssociation({ TenantName, ResourceArn: SET }),
      () => mailer.createTenantResourceAssociation({ TenantName, ResourceArn: SET }),
    ]
    const may = (Resource: string) =>
      setRolePolicies(rig.rig.account, 'mailer', [
        { Statement: { Effect: 'Allow', Action: 'ses:*Tenant*', Resource } },
      ])
    may(tenantArn)
    for (const operation of operations('posts')) await expect(operation()).resolves.toBeDefined()
    for (const operation of operations('none')) {
      await expect(operation()).rejects.toMatchObject({ name: 'AccessDeniedException' })
    }
    may(arn('tenant/other/*'))
    for (const operation of [...operations('posts'), () => mailer.deleteTenant({ TenantName: 'posts' })]) {
      await expect(operation()).rejects.toMatchObject({ name: 'AccessDeniedException' })
    }
  })

  /** @documented Service Authorization Reference, SES v2: UpdateReputationEntityCustomerManagedStatus */
  test('pausing one needs a permission on it', async () => {
    const entity = { ReputationEntityType: 'RESOURCE', ReputationEntityReference: tenantArn } as const
    const Action = 'ses:UpdateReputationEntityCustomerManagedStatus'
    const update = () =>
      mailer.updateReputationEntityCustomerManagedStatus({ ...entity, SendingStatus: 'ENABLED' })
    for (const [Resource, outcome] of [
      [tenantArn, 'resolves'],
      [arn('tenant/other/*'), 'rejects'],
    ] as const) {
      setRolePolicies(rig.rig.account, 'mailer', [{ Statement: { Effect: 'Allow', Action, Resource } }])
      await (outcome === 'resolves'
        ? expect(update()).resolves.toBeDefined()
        : expect(update()).rejects.toMatchObject({ name: 'AccessDeniedException' }))
    }
  })
})
