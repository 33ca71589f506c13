import { NEW_ACCOUNT, OLD_ACCOUNT } from './account-traits.ts'
import { signedInToNothing } from './preflight.ts'
import { type StubAssembly, stubAssembly } from './stub-assembly.ts'
import { type Visit, visit } from './visit.ts'

const QUOTA_INCREASE =
  'aws service-quotas request-service-quota-increase --service-code lambda --quota-code L-B99A9384 --desired-value 1000 --region eu-central-1'

signedInToNothing()
let assembly: StubAssembly
beforeAll(async () => {
  assembly = await stubAssembly()
})
afterAll(() => assembly.remove())

describe('an account that has been in use for years', () => {
  let run: Visit
  beforeAll(async () => {
    run = await visit(assembly, OLD_ACCOUNT)
  })

  test('has all that the stacks need', () => {
    expect(run.lines).toEqual([
      '✓ account: 123456789012 in eu-central-1, as arn:aws:iam::123456789012:user/ada',
      '✓ region: eu-central-1 has all 20 resource types',
      '✓ bootstrap: version 27; needed: version 6 or later',
      '✓ stacks: 1 to create, 0 to update',
      "✓ names: 15 are free or the stacks' own",
      '✓ function memory: the existing function resizer has 10240 MB; needed: 3538 MB',
      '✓ reserved concurrency: 900 of 1000 concurrent executions are unreserved; needed: 30 to reserve, and 100 left',
      expect.stringMatching(
        /^✓ concurrency: 870 of 1000 .+; needed: 86 for the consumers of queues and streams/,
      ),
      '✓ API rate: 20000 requests a second for all APIs of the account; needed: 1000 by the stages',
      '✓ API burst: 10000 requests at once for all APIs of the account; needed: 2000 by the stages',
      expect.stringMatching(/^✓ API access logs: AWSLogDeliveryWrite20150319 has \d+ of 5120 characters$/),
      '✓ SES sending: production access; 14 mails per second, 50000 in 24 hours',
      '✓ SES sender: shop@mail.books.dev is verified by books.dev',
      '',
      'Nothing prevents the deployment.',
    ])
    expect(run.passes).toBe(true)
  })

  test('is only read', () => {
    expect(run.asked.length).toBeGreaterThan(20)
    // GetGroups of X-Ray is a POST.
    const reading = /:(Get|Describe|List|HEAD$|GET$)|^xray:POST$/
    expect(run.asked.filter(action => !reading.test(action))).toEqual([])
  })
})

test('a new account: no bootstrap, the sandbox, and the quotas of the first day', async () => {
  const { lines, passes } = await visit(assembly, NEW_ACCOUNT)
  const has = (line: string | RegExp) => expect(lines).toContainEqual(expect.stringMatching(line))

  has(
    /^✗ bootstrap: not done: .+; needed: version 6 or later → npx cdk bootstrap aws:\/\/123456789012\/eu-central-1$/,
  )
  has(
    /^\? function memory: no API shows .+ a new account refuses more than 3008 MB; needed: 3538 MB for .+Encoder/,
  )
  expect(lines).toContain(
    '✗ reserved concurrency: 10 of 10 concurrent executions are unreserved; needed: 30 to reserve, and 10 left → ' +
      QUOTA_INCREASE,
  )
  has(/^! concurrency: 0 of 10 .+; needed: 86 .+ → aws service-quotas request-service-quota-increase/)
  // The quotas that nobody has asked for are the defaults.
  has(/^✓ API rate: 10000/)
  has(
    /^! SES sending: the sandbox: .+; 1 mails per second, 200 in 24 hours; .+ → aws sesv2 put-account-details/,
  )
  has(
    /^! SES sender: shop@mail\.books\.dev is not verified; .+ → aws sesv2 create-email-identity --email-identity shop@mail\.books\.dev --region eu-central-1/,
  )
  expect(lines.at(-1)).toBe('The deployment would fail: 2 ✗. With limits: 3 !. Unknown: 1 ?.')
  expect(passes).toBe(false)
})

describe('the bootstrap stack', () => {
  test('is too old', async () => {
    const { lines, passes } = await visit(assembly, { ...OLD_ACCOUNT, bootstrap: '5' })
    expect(lines).toContain(
      '✗ bootstrap: version 5; needed: version 6 or later → npx cdk bootstrap aws://123456789012/eu-central-1',
    )
    expect(passes).toBe(false)
  })

  test('has lost its bucket', async () => {
    const { lines, passes } = await visit(assembly, { ...OLD_ACCOUNT, buckets: [] })
    expect(lines).toContainEqual(
      expect.stringMatching(
        /^✗ asset bucket: there is no cdk-hnb659fds-assets-123456789012-eu-central-1; .+ → .+CDKToolkit.+, then npx cdk bootstrap/,
      ),
    )
    expect(passes).toBe(false)
  })

  test('was deleted, and its bucket is in the way of the next', async () => {
    const { lines } = await visit(assembly, { ...OLD_ACCOUNT, bootstrap: undefined })
    expect(lines).toContainEqual(
      expect.stringMatching(
        /^✗ bootstrap: not done: .+ → .+aws s3 rb s3:\/\/cdk-hnb659fds-assets-123456789012-eu-central-1 --force; then npx cdk bootstrap/,
      ),
    )
  })
})

test('--json prints the same for programs', async () => {
  const { lines, passes } = await visit(assembly, NEW_ACCOUNT, { args: ['--json'] })
  const { deployable, verdicts } = JSON.parse(lines.join('\n'))
  expect(deployable).toBe(false)
  expect(verdicts).toContainEqual({
    check: 'bootstrap',
    outcome: 'fails',
    found: 'not done: there is no parameter /cdk-bootstrap/hnb659fds/version',
    needed: 'version 6 or later',
    remedy: 'npx cdk bootstrap aws://123456789012/eu-central-1',
  })
  expect(passes).toBe(false)
})
