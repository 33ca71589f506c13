import { NEW_ACCOUNT, OLD_ACCOUNT, policyOf } from './account-traits.ts'
import { AnsweredError } from './answered-error.ts'
import { signedInToNothing } from './preflight.ts'
import { STACK, type StubAssembly, stubAssembly } from './stub-assembly.ts'
import { visit } from './visit.ts'

signedInToNothing()
let assembly: StubAssembly
beforeAll(async () => {
  assembly = await stubAssembly()
})
afterAll(() => assembly.remove())

const matching = (pattern: RegExp) => expect.stringMatching(pattern)

test("the credentials are not those of the stacks' account", async () => {
  const fixed = await stubAssembly({ account: '999999999999' })
  try {
    const { lines, passes } = await visit(fixed, OLD_ACCOUNT)
    expect(lines[0]).toMatch(
      /^✗ account: the credentials are for account 123456789012 .+, the stacks for 999999999999 → sign in to 999999999999$/,
    )
    expect(passes).toBe(false)
  } finally {
    await fixed.remove()
  }
})

describe('the region', () => {
  test('lacks a type, as CloudFormation says', async () => {
    const { lines, passes } = await visit(assembly, {
      ...OLD_ACCOUNT,
      lacking: ['AWS::SES::ConfigurationSet'],
    })
    expect(lines).toContain(
      '✗ region: eu-central-1 lacks AWS::SES::ConfigurationSet; needed: 20 resource types → deploy to another region: -c region=eu-central-1 (dev), region in config/<stage>.json, or AWS_REGION',
    )
    expect(passes).toBe(false)
  })

  test.each(['ap-east-2', 'cn-north-1', 'mx-central-1'])(
    '%s is known to lack one, where CloudFormation does not say',
    async region => {
      const fixed = await stubAssembly({ region })
      try {
        const refusal = (action: string) =>
          action === 'cloudformation:DescribeType'
            ? new AnsweredError('AccessDenied', 'User is not authorized', 403)
            : undefined
        const { lines, passes } = await visit(fixed, OLD_ACCOUNT, { refusal })
        expect(lines).toContainEqual(
          matching(new RegExp(`^✗ region: ${region} lacks AWS::SES::ConfigurationSet`)),
        )
        expect(passes).toBe(false)
      } finally {
        await fixed.remove()
      }
    },
  )
})

describe('concurrency', () => {
  test('that the functions of the stack have reserved already is not needed again', async () => {
    const { lines, passes } = await visit(assembly, {
      ...OLD_ACCOUNT,
      concurrency: { quota: 200, unreserved: 110 },
      functions: { resizer: { memory: 3538 }, synchronous: { memory: 512, reserved: 30 } },
      stacks: {
        [STACK]: {
          status: 'UPDATE_COMPLETE',
          resources: [{ logicalId: 'Synchronous', type: 'AWS::Lambda::Function', physicalId: 'synchronous' }],
        },
      },
    })
    expect(lines).toContain(
      '✓ reserved concurrency: 110 of 200 concurrent executions are unreserved; needed: 0 to reserve, and 100 left',
    )
    expect(passes).toBe(true)
  })

  test('that is left for the others is below 100', async () => {
    const { lines, passes } = await visit(assembly, {
      ...OLD_ACCOUNT,
      concurrency: { quota: 200, unreserved: 129 },
    })
    expect(lines).toContainEqual(
      matching(/^✗ reserved concurrency: 129 of 200 .+needed: 30 to reserve, and 100 left →/),
    )
    expect(passes).toBe(false)
  })
})

describe('API Gateway', () => {
  test('allows a lower rate than the stages ask for, which it refuses', async () => {
    const { lines, passes } = await visit(assembly, { ...OLD_ACCOUNT, apiQuotas: { 'L-8A5B8E43': 500 } })
    expect(lines).toContainEqual(
      matching(
        /^✗ API rate: 500 requests a second .+; needed: 1000 .+ → lower .+quotas\/L-8A5B8E43\?region=eu-central-1$/,
      ),
    )
    expect(passes).toBe(false)
  })

  test('allows a smaller burst by default, as in the younger regions', async () => {
    const { lines, passes } = await visit(assembly, {
      ...NEW_ACCOUNT,
      bootstrap: '27',
      buckets: OLD_ACCOUNT.buckets,
      concurrency: OLD_ACCOUNT.concurrency,
      defaultApiQuotas: { 'L-8A5B8E43': 2500, 'L-CDF5615A': 1250 },
    })
    expect(lines).toContain(
      '✓ API rate: 2500 requests a second for all APIs of the account; needed: 1000 by the stages',
    )
    expect(lines).toContain(
      '! API burst: 1250 requests at once for all APIs of the account; needed: 2000 by the stages → lower ThrottlingBurstLimit of the stages',
    )
    expect(passes).toBe(true)
  })
})

describe('the access logs of APIs', () => {
  const full = (...more: string[]) => ({
    ...OLD_ACCOUNT,
    resourcePolicies: {
      AWSLogDeliveryWrite20150319: policyOf(
        ...Array.from({ length: 62 }, (_, i) => `/apis/${i}-is-gone`),
        ...more,
      ),
    },
  })

  test('do not fit into the policy of the account', async () => {
    const { lines } = await visit(assembly, full())
    expect(lines).toContainEqual(
      matching(
        /^! API access logs: .+ of 5120 characters: API Gateway may refuse the stages; needed: \d+ more for \/messaging\/prod\/shop\/buying → .+put-resource-policy/,
      ),
    )
  })

  test('are in the policy already', async () => {
    const { lines } = await visit(assembly, full('/messaging/prod/shop/buying'))
    expect(lines).toContainEqual(matching(/^✓ API access logs/))
  })
})

describe('mail deploys in any case, and does not always go out', () => {
  const { mail } = OLD_ACCOUNT

  test('sending is paused', async () => {
    const { lines, passes } = await visit(assembly, { ...OLD_ACCOUNT, mail: { ...mail, enabled: false } })
    expect(lines).toContainEqual(matching(/^! SES sending: sending is paused/))
    expect(passes).toBe(true)
  })

  test("the day's quota is nearly used up", async () => {
    const { lines } = await visit(assembly, { ...OLD_ACCOUNT, mail: { ...mail, sent: 49_000 } })
    expect(lines).toContainEqual(matching(/^! SES sending: .+50000 in 24 hours, 49000 of them sent/))
  })

  test.each<[string, Record<string, boolean>, RegExp]>([
    [
      'by its own address',
      { 'shop@mail.books.dev': true },
      /^✓ SES sender: shop@mail\.books\.dev is verified$/,
    ],
    ['by its domain', { 'mail.books.dev': true }, /^✓ SES sender: .+ is verified by mail\.books\.dev$/],
    [
      'not yet: the mail waits',
      { 'shop@mail.books.dev': false },
      /^! SES sender: the verification of shop@mail\.books\.dev is pending; .+ → follow the link/,
    ],
    [
      'not yet: the DNS records wait',
      { 'books.dev': false },
      /^! SES sender: the verification of books\.dev is pending; .+ → aws sesv2 get-email-identity --email-identity books\.dev/,
    ],
    ['not at all', { 'other.dev': true }, /^! SES sender: shop@mail\.books\.dev is not verified/],
  ])('the sender is verified %s', async (_, identities, line) => {
    const { lines, passes } = await visit(assembly, { ...OLD_ACCOUNT, identities })
    expect(lines).toContainEqual(matching(line))
    expect(passes).toBe(true)
  })
})
