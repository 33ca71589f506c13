import { SESv2 } from '@aws-sdk/client-sesv2'
import { create } from '../../resource.ts'
import { SesRig } from './ses-rig.ts'

const rig = new SesRig()
let ses: SESv2

beforeAll(async () => {
  await rig.open()
  ses = new SESv2(rig.rig.client)
  for (const ConfigurationSetName of ['receipts', 'posts']) {
    await ses.createConfigurationSet({ ConfigurationSetName })
  }
})
afterAll(async () => {
  ses.destroy()
  await rig.close()
})

const arn = (resource: string) => rig.rig.account.arn('ses', resource)
const IDENTITY = arn('identity/example.com')

/** A tenant that may send with the identity and the configuration set of its name. */
async function sendingTenant(TenantName: string): Promise<string> {
  const { TenantArn } = await ses.createTenant({ TenantName })
  for (const ResourceArn of [IDENTITY, arn(`configuration-set/${TenantName}`)]) {
    await ses.createTenantResourceAssociation({ TenantName, ResourceArn })
  }
  return TenantArn as string
}

const entity = (ReputationEntityReference: string) => ({
  ReputationEntityType: 'RESOURCE' as const,
  ReputationEntityReference,
})

/**
 * @documented SES API v2 Reference, CreateTenant: "The name can contain up to 64 alphanumeric characters,
 *   including letters, numbers, hyphens (-) and underscores (_) only"; GetTenant: TenantId, "A unique identifier
 *   for the tenant"
 */
describe('a tenant', () => {
  test('is made once, told of, listed and deleted', async () => {
    const Tags = [{ Key: 'stage', Value: 'dev' }]
    const made = await ses.createTenant({ TenantName: 'first', Tags })
    expect(made).toMatchObject({ TenantName: 'first', SendingStatus: 'ENABLED', Tags })
    expect(made.TenantId).toMatch(/^tn-[0-9a-f]+$/)
    expect(made.TenantArn).toBe(arn(`tenant/first/${made.TenantId}`))
    expect(made.CreatedTimestamp?.getTime()).toBe(rig.clock.now())
    await expect(ses.createTenant({ TenantName: 'first' })).rejects.toMatchObject({
      name: 'AlreadyExistsException',
    })
    await ses.createTenant({ TenantName: 'second' })

    const { Tenant } = await ses.getTenant({ TenantName: 'first' })
    expect(Tenant).toMatchObject({ TenantName: 'first', TenantArn: made.TenantArn, Tags })
    expect(await ses.listTagsForResource({ ResourceArn: made.TenantArn })).toMatchObject({ Tags })
    const page = await ses.listTenants({ PageSize: 1 })
    expect(page.Tenants).toEqual([expect.objectContaining({ TenantName: 'first', SendingStatus: 'ENABLED' })])
    const rest = await ses.listTenants({ NextToken: page.NextToken })
    expect(rest.Tenants?.map(({ TenantName }) => TenantName)).toEqual(['second'])

    for (const TenantName of ['first', 'second']) await ses.deleteTenant({ TenantName })
    for (const missing of [
      ses.getTenant({ TenantName: 'first' }),
      ses.deleteTenant({ TenantName: 'first' }),
      ses.listTenantResources({ TenantName: 'first' }),
      ses.createTenantResourceAssociation({ TenantName: 'first', ResourceArn: IDENTITY }),
    ]) {
      await expect(missing).rejects.toMatchObject({ name: 'NotFoundException' })
    }
  })

  test.each(['', 'a b', 'ä', 'a'.repeat(65)])('is not named %j', async TenantName => {
    await expect(ses.createTenant({ TenantName })).rejects.toMatchObject({ name: 'BadRequestException' })
  })

  test('has a name of up to 64 characters', async () => {
    const TenantName = 'a-B_3'.padEnd(64, 'x')
    await expect(ses.createTenant({ TenantName })).resolves.toMatchObject({ TenantName })
    await ses.deleteTenant({ TenantName })
  })
})

/**
 * @documented SES API v2 Reference, CreateTenantResourceAssociation: "Resources can be email identities,
 *   configuration sets, or email templates"; AlreadyExistsException; NotFoundException
 */
describe('a resource of tenants', () => {
  test('is associated with several, listed from both sides, and dissociated', async () => {
    for (const TenantName of ['a', 'b']) await ses.createTenant({ TenantName })
    const RECEIPTS = arn('configuration-set/receipts')
    await ses.createTenantResourceAssociation({ TenantName: 'a', ResourceArn: IDENTITY })
    await ses.createTenantResourceAssociation({ TenantName: 'a', ResourceArn: RECEIPTS })
    await rig.clock.advanceBy({ minutes: 1 })
    await ses.createTenantResourceAssociation({ TenantName: 'b', ResourceArn: IDENTITY })
    await expect(
      ses.createTenantResourceAssociation({ TenantName: 'a', ResourceArn: IDENTITY }),
    ).rejects.toMatchObject({ name: 'AlreadyExistsException' })

    const { TenantResources } = await ses.listTenantResources({ TenantName: 'a' })
    expect(TenantResources).toEqual([
      { ResourceType: 'EMAIL_IDENTITY', ResourceArn: IDENTITY },
      { ResourceType: 'CONFIGURATION_SET', ResourceArn: RECEIPTS },
    ])
    const sets = await ses.listTenantResources({
      TenantName: 'a',
      Filter: { RESOURCE_TYPE: 'CONFIGURATION_SET' },
    })
    expect(sets.TenantResources).toHaveLength(1)
    const { ResourceTenants = [] } = await ses.listResourceTenants({ ResourceArn: IDENTITY })
    expect(ResourceTenants.map(({ TenantName }) => TenantName)).toEqual(['a', 'b'])
    expect(ResourceTenants[1]?.AssociatedTimestamp?.getTime()).toBe(rig.clock.now())

    await ses.deleteTenantResourceAssociation({ TenantName: 'a', ResourceArn: IDENTITY })
    await ses.deleteTenant({ TenantName: 'b' })
    expect((await ses.listResourceTenants({ ResourceArn: IDENTITY })).ResourceTenants).toEqual([])
    await ses.deleteTenant({ TenantName: 'a' })
  })

  test.each<[string, string, string]>([
    ['is not there', 'configuration-set/none', 'NotFoundException'],
    ['is an identity that is not there', 'identity/none.example.net', 'NotFoundException'],
    ['is something else', 'dedicated-ip-pool/pool', 'BadRequestException'],
  ])('that %s is refused', async (_, resource, name) => {
    await ses.createTenant({ TenantName: 'refused' })
    const association = { TenantName: 'refused', ResourceArn: arn(resource) }
    await expect(ses.createTenantResourceAssociation(association)).rejects.toMatchObject({ name })
    await ses.deleteTenant({ TenantName: 'refused' })
  })

  test('of another region is refused', async () => {
    await ses.createTenant({ TenantName: 'far' })
    const ResourceArn = IDENTITY.replace(rig.rig.account.region, 'eu-west-3')
    await expect(
      ses.createTenantResourceAssociation({ TenantName: 'far', ResourceArn }),
    ).rejects.toMatchObject({ name: 'BadRequestException' })
    await ses.deleteTenant({ TenantName: 'far' })
  })

  /**
   * @documented SES Developer Guide, Tenants: "Any attempt to delete an identity or configuration set that is
   *   associated with a tenant will fail"
   */
  test('is not deleted before its association', async () => {
    await ses.createConfigurationSet({ ConfigurationSetName: 'used' })
    await ses.createEmailIdentity({ EmailIdentity: 'Used.example.com' })
    await ses.createTenant({ TenantName: 'user' })
    const arns = ['configuration-set/used', 'identity/used.example.com'].map(arn)
    for (const ResourceArn of arns) {
      await ses.createTenantResourceAssociation({ TenantName: 'user', ResourceArn })
    }
    const deletions = [
      () => ses.deleteConfigurationSet({ ConfigurationSetName: 'used' }),
      () => ses.deleteEmailIdentity({ EmailIdentity: 'used.example.com' }),
    ]
    for (const deletion of deletions) {
      await expect(deletion()).rejects.toMatchObject({ name: 'BadRequestException' })
    }
    for (const ResourceArn of arns) {
      await ses.deleteTenantResourceAssociation({ TenantName: 'user', ResourceArn })
    }
    for (const deletion of deletions) await expect(deletion()).resolves.toBeDefined()
    await ses.deleteTenant({ TenantName: 'user' })
  })
})

describe('sending through a tenant', () => {
  let posts: string
  let receipts: string
  beforeAll(async () => {
    posts = await sendingTenant('posts')
    receipts = await sendingTenant('receipts')
  })
  afterAll(async () => {
    for (const TenantName of ['posts', 'receipts']) await ses.deleteTenant({ TenantName })
  })

  const send = (TenantName: string, ConfigurationSetName: string | undefined = TenantName) =>
    rig.send({ TenantName, ConfigurationSetName })

  /**
   * @documented SES API v2 Reference, SendEmail, TenantName: "The email sending operation will only succeed if
   *   all referenced resources (identities, configuration sets, and templates) are associated with this tenant"
   */
  test('succeeds with its own resources', async () => {
    await expect(send('posts')).resolves.toHaveProperty('MessageId')
    await expect(send('posts', 'receipts')).rejects.toMatchObject({
      name: 'AccessDeniedException',
      $metadata: expect.objectContaining({ httpStatusCode: 403 }),
      message: `Tenant not associated with resources [${arn('configuration-set/receipts')}].`,
    })
    await ses.deleteTenantResourceAssociation({ TenantName: 'posts', ResourceArn: IDENTITY })
    await expect(send('posts', 'receipts')).rejects.toMatchObject({
      message: `Tenant not associated with resources [${IDENTITY}, ${arn('configuration-set/receipts')}].`,
    })
    await ses.createTenantResourceAssociation({ TenantName: 'posts', ResourceArn: IDENTITY })
  })

  /** @documented SES API v2 Reference, SendEmail, NotFoundException: "The resource you attempted to access doesn't exist." */
  test('needs one that is there', async () => {
    await expect(send('none', 'posts')).rejects.toMatchObject({ name: 'NotFoundException' })
  })

  /**
   * @documented SES Developer Guide, Tenants: "When sending on behalf of a tenant, you must specify a
   *   configuration set that is associated with that tenant, or use an identity that has a default configuration
   *   set associated with the tenant"
   * @own the error, which SES does not document; identities have no default configuration set here
   */
  test('needs a configuration set', async () => {
    await expect(rig.send({ TenantName: 'posts' })).rejects.toMatchObject({ name: 'BadRequestException' })
  })

  /**
   * @documented SES Developer Guide, Tenants: "While a tenant is paused, any attempt to send email using that
   *   tenant will fail until you review the issue and manually re-enable sending"; "without affecting the sending
   *   capability of other tenants"
   * @own the error, which SES does not document: that of a paused configuration set
   */
  test('fails while it is paused, and no other does', async () => {
    const set = (SendingStatus: 'ENABLED' | 'DISABLED' | 'REINSTATED') =>
      ses.updateReputationEntityCustomerManagedStatus({ ...entity(posts), SendingStatus })
    await set('DISABLED')
    await expect(send('posts')).rejects.toMatchObject({ name: 'SendingPausedException' })
    await expect(send('receipts')).resolves.toHaveProperty('MessageId')
    expect((await ses.getTenant({ TenantName: 'posts' })).Tenant?.SendingStatus).toBe('DISABLED')
    for (const status of ['REINSTATED', 'ENABLED'] as const) {
      await set(status)
      await expect(send('posts')).resolves.toHaveProperty('MessageId')
    }
  })

  /**
   * @documented SES API v2 Reference, ReputationEntity: SendingStatusAggregate, "derived from both" statuses; SES
   *   Developer Guide, Tenants: "When you create a tenant, SES automatically assigns the Standard reputation policy"
   */
  test('is judged as a reputation entity, by the policy of its owner', async () => {
    const { ReputationEntity } = await ses.getReputationEntity(entity(receipts))
    expect(ReputationEntity).toMatchObject({
      ...entity(receipts),
      ReputationManagementPolicy: expect.stringMatching(/:aws:reputation-policy\/standard$/),
      CustomerManagedStatus: { Status: 'ENABLED' },
      AwsSesManagedStatus: { Status: 'ENABLED' },
      SendingStatusAggregate: 'ENABLED',
    })
    const ReputationEntityPolicy = `arn:aws:ses:${rig.rig.account.region}:aws:reputation-policy/strict`
    await ses.updateReputationEntityPolicy({ ...entity(receipts), ReputationEntityPolicy })
    await ses.updateReputationEntityCustomerManagedStatus({ ...entity(receipts), SendingStatus: 'DISABLED' })
    const changed = await ses.getReputationEntity(entity(receipts))
    expect(changed.ReputationEntity).toMatchObject({
      ReputationManagementPolicy: ReputationEntityPolicy,
      CustomerManagedStatus: { Status: 'DISABLED', LastUpdatedTimestamp: new Date(rig.clock.now()) },
      AwsSesManagedStatus: { Status: 'ENABLED' },
      SendingStatusAggregate: 'DISABLED',
    })
    const list = async (Filter: object) =>
      (await ses.listReputationEntities({ Filter })).ReputationEntities?.map(
        each => each.ReputationEntityReference,
      )
    expect(await list({})).toEqual([posts, receipts])
    expect(await list({ SENDING_STATUS: 'DISABLED' })).toEqual([receipts])
    expect(await list({ ENTITY_REFERENCE_PREFIX: arn('tenant/posts/') })).toEqual([posts])
    expect(await list({ ENTITY_TYPE: 'RESOURCE', REPUTATION_IMPACT: 'HIGH' })).toEqual([])
    await ses.updateReputationEntityCustomerManagedStatus({ ...entity(receipts), SendingStatus: 'ENABLED' })
  })

  /** @documented SES API v2 Reference, UpdateReputationEntityPolicy and GetReputationEntity: their errors */
  test('an entity, a status or a policy that SES does not know is refused', async () => {
    const bad = { name: 'BadRequestException' }
    await expect(ses.getReputationEntity(entity(arn('tenant/none/tn-0')))).rejects.toMatchObject({
      name: 'NotFoundException',
    })
    await expect(
      ses.updateReputationEntityCustomerManagedStatus({
        ...entity(arn('tenant/none/tn-0')),
        SendingStatus: 'ENABLED',
      }),
    ).rejects.toMatchObject(bad)
    await expect(
      ses.updateReputationEntityCustomerManagedStatus({ ...entity(posts), SendingStatus: 'PAUSED' as never }),
    ).rejects.toMatchObject(bad)
    await expect(
      ses.updateReputationEntityPolicy({ ...entity(posts), ReputationEntityPolicy: 'strict' }),
    ).rejects.toMatchObject(bad)
    await expect(
      ses.getReputationEntity({ ...entity(posts), ReputationEntityType: 'DOMAIN' as never }),
    ).rejects.toMatchObject(bad)
  })
})

/** @documented AWS CloudFormation Template Reference, AWS::SES::Tenant: ResourceAssociations, ReputationEntity */
describe('AWS::SES::Tenant', () => {
  const make = (properties: object) =>
    create(rig.service.resourceTypes, 'AWS::SES::Tenant', { ...properties })

  test('has the resources and the policy of its template', async () => {
    const ReputationEntityPolicy = `arn:aws:ses:${rig.rig.account.region}:aws:reputation-policy/none`
    const { physicalId } = await make({
      TenantName: 'Messaging-dev-Mail',
      ResourceAssociations: [{ ResourceArn: IDENTITY }, { ResourceArn: arn('configuration-set/posts') }],
      ReputationEntity: { Policy: { ReputationEntityPolicy } },
    })
    expect(physicalId).toBe('Messaging-dev-Mail')
    await expect(rig.send({ TenantName: physicalId, ConfigurationSetName: 'posts' })).resolves.toHaveProperty(
      'MessageId',
    )
    const { ReputationEntities } = await ses.listReputationEntities({
      Filter: { ENTITY_REFERENCE_PREFIX: arn('tenant/Messaging-dev-Mail/') },
    })
    expect(ReputationEntities).toMatchObject([{ ReputationManagementPolicy: ReputationEntityPolicy }])
  })

  test('cannot be made with an identity that is not there', async () => {
    const ResourceAssociations = [{ ResourceArn: arn('identity/none.example.net') }]
    await expect(make({ TenantName: 'early', ResourceAssociations })).rejects.toMatchObject({
      name: 'NotFoundException',
    })
  })
})
