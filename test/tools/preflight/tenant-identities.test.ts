import { LocalAws } from '@messaging-on-aws/local-aws'
import type { Assembly } from '../../../tools/preflight/assembly.ts'
import { checkTenantIdentities } from '../../../tools/preflight/checks/tenant-identities.ts'
import type { Target } from '../../../tools/preflight/target.ts'

let aws: LocalAws
let target: Target
beforeAll(async () => {
  aws = await LocalAws.start({})
  const settings = { endpoint: aws.endpoint, region: 'us-east-1', credentials: aws.developer }
  target = { region: 'us-east-1', settings } as unknown as Target
})
afterAll(() => aws.stop())

function tenantsOf(identity: string): Assembly {
  const ResourceArn = {
    'Fn::Join': ['', ['arn:', { Ref: 'AWS::Partition' }, `:ses:us-east-1:1:identity/${identity}`]],
  }
  const tenant = { Type: 'AWS::SES::Tenant', Properties: { ResourceAssociations: [{ ResourceArn }] } }
  return { resources: [tenant, tenant] } as unknown as Assembly
}

test('an identity that is there is found once, however many tenants use it', async () => {
  expect(await checkTenantIdentities(target, tenantsOf('example.com'))).toEqual([
    { check: 'SES tenants', outcome: 'ok', found: 'example.com is an identity' },
  ])
})

test('without it the deployment would fail', async () => {
  expect(await checkTenantIdentities(target, tenantsOf('shop.de'))).toEqual([
    expect.objectContaining({
      outcome: 'fails',
      found: 'shop.de is no identity of SES',
      remedy: expect.stringContaining('aws sesv2 create-email-identity --email-identity shop.de'),
    }),
  ])
})

test('a stage without tenants is not checked', async () => {
  expect(await checkTenantIdentities(target, { resources: [] } as unknown as Assembly)).toEqual([])
})
