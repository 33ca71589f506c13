import { GetEmailIdentityCommand, SESv2Client } from '@aws-sdk/client-sesv2'
import type { Assembly } from '../assembly.ts'
import type { Target } from '../target.ts'
import { find, named } from '../unanswered.ts'
import type { Verdict } from '../verdict.ts'

const CHECK = 'SES tenants'
const IDENTITY = /:identity\/([^"]+)"/g

/** Checks whether the identities exist that the stacks' tenants are to use: SES refuses tenants of others. */
export async function checkTenantIdentities(target: Target, { resources }: Assembly): Promise<Verdict[]> {
  const associations = resources
    .filter(({ Type }) => Type === 'AWS::SES::Tenant')
    .map(({ Properties }) => JSON.stringify(Properties?.ResourceAssociations))
  const identities = associations.flatMap(text =>
    Array.from(text.matchAll(IDENTITY), ([, name = '']) => name),
  )
  return Promise.all([...new Set(identities)].map(identity => verdict(target, identity)))
}

async function verdict({ settings, region }: Target, EmailIdentity: string): Promise<Verdict> {
  const client = new SESv2Client(settings)
  const identity = await find(
    'ses:GetEmailIdentity',
    () => client.send(new GetEmailIdentityCommand({ EmailIdentity })),
    named('NotFoundException'),
  )
  if (identity) return { check: CHECK, outcome: 'ok', found: `${EmailIdentity} is an identity` }
  return {
    check: CHECK,
    outcome: 'fails',
    found: `${EmailIdentity} is no identity of SES`,
    needed: 'the identity of the sender, which its tenants use',
    remedy:
      `aws sesv2 create-email-identity --email-identity ${EmailIdentity} --region ${region}, ` +
      'or leave senderIdentity out until the sender is verified',
  }
}
