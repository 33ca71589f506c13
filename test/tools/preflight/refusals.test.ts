import { OLD_ACCOUNT } from './account-traits.ts'
import { AnsweredError } from './answered-error.ts'
import { signedInToNothing } from './preflight.ts'
import { type Refusal, StubAccount } from './stub-account.ts'
import { type StubAssembly, stubAssembly } from './stub-assembly.ts'
import { marks, visit } from './visit.ts'

signedInToNothing()
let assembly: StubAssembly
beforeAll(async () => {
  assembly = await stubAssembly()
})
afterAll(() => assembly.remove())

const old = (refusal: Refusal) => visit(assembly, OLD_ACCOUNT, { refusal })

/** But who asks: "No permissions are required to perform this operation" (GetCallerIdentity). */
const butIdentity =
  (refusal: Refusal): Refusal =>
  (action, times) =>
    action.startsWith('sts:') ? undefined : refusal(action, times)

/** Services say it in different ways: the Query protocol with 403, JSON protocols mostly with 400. */
const denied: Refusal = action => {
  if (action === 's3:HEAD') return new AnsweredError('Forbidden', '', 403)
  if (action.startsWith('sns:')) return new AnsweredError('AuthorizationError', 'User is not authorized', 403)
  if (/^(sts|cloudformation|monitoring):/.test(action)) {
    return new AnsweredError('AccessDenied', 'User is not authorized', 403)
  }
  return new AnsweredError('AccessDeniedException', `User is not authorized to perform ${action}`)
}

const throttled: Refusal = action => {
  if (action === 's3:HEAD') return new AnsweredError('SlowDown', '', 503)
  const query = /^(sts|sns|cloudformation):/.test(action)
  return new AnsweredError(query ? 'Throttling' : 'ThrottlingException', 'Rate exceeded')
}

describe('a check that gets no answer is reported as unknown, not as a failure', () => {
  test('access is denied everywhere: each line names the permission', async () => {
    const { lines, passes } = await old(butIdentity(denied))
    expect(marks(lines)).toMatch(/^✓\?+$/)
    const permissions = [
      ['region', 'cloudformation:DescribeType'],
      ['bootstrap', 'ssm:GetParameter'],
      ['stacks', 'cloudformation:DescribeStacks'],
      ['queue names', 'sqs:GetQueueUrl'],
      ['topic names', 'sns:GetTopicAttributes'],
      ['log group names', 'logs:DescribeLogGroups'],
      ['bucket names', 's3:ListBucket'],
      ['key alias names', 'kms:ListAliases'],
      ['SES configuration set names', 'ses:GetConfigurationSet'],
      ['table names', 'dynamodb:DescribeTable'],
      ['alarm names', 'cloudwatch:DescribeAlarms'],
      ['composite alarm names', 'cloudwatch:DescribeAlarms'],
      ['dashboard names', 'cloudwatch:ListDashboards'],
      ['X-Ray group names', 'xray:GetGroups'],
      ['concurrency', 'lambda:GetAccountSettings'],
      ['API throttling', 'servicequotas:GetServiceQuota'],
      ['API access logs', 'logs:DescribeResourcePolicies'],
      ['SES sending', 'ses:GetAccount'],
      ['SES sender', 'ses:GetEmailIdentity'],
    ]
    for (const [check, permission] of permissions) {
      expect(lines).toContainEqual(
        expect.stringMatching(
          new RegExp(`^\\? ${check}: .*${permission} is denied.* → allow ${permission}$`),
        ),
      )
    }
    expect(lines).toContainEqual(
      expect.stringMatching(/^\? function memory: .+lambda:ListFunctions is denied/),
    )
    expect(passes).toBe(true)
  })

  test('even to who asks', async () => {
    const { lines, passes } = await old(denied)
    expect(marks(lines)).toMatch(/^\?+$/)
    expect(lines).toContainEqual(expect.stringMatching(/^\? topic names: .+the account's id is unknown/))
    expect(passes).toBe(true)
  })

  test('throttled for a moment: it asks again', async () => {
    const { lines, passes } = await old((action, times) =>
      times === 1 ? throttled(action, times) : undefined,
    )
    expect(lines.filter(line => !line.startsWith('✓'))).toEqual(['', 'Nothing prevents the deployment.'])
    expect(passes).toBe(true)
  })

  describe('at the first attempt', () => {
    beforeAll(() => {
      process.env.AWS_MAX_ATTEMPTS = '1'
    })
    afterAll(() => {
      delete process.env.AWS_MAX_ATTEMPTS
    })

    test('throttled for good', async () => {
      const { lines, passes } = await old(butIdentity(throttled))
      expect(marks(lines)).toMatch(/^✓\?+$/)
      expect(lines).toContain(
        '? bootstrap: cannot be checked: ssm:GetParameter is throttled → run it again in a minute',
      )
      expect(passes).toBe(true)
    })

    test('an endpoint that has nothing of it', async () => {
      const { lines, passes } = await old(
        butIdentity(() => new AnsweredError('NotImplemented', 'not implemented', 501)),
      )
      expect(marks(lines)).toMatch(/^✓\?+$/)
      expect(lines).toContain(
        '? bootstrap: cannot be checked: ssm:GetParameter failed (NotImplemented: not implemented)',
      )
      expect(passes).toBe(true)
    })
  })
})

describe('without an account nothing else is asked', () => {
  test.each(['ExpiredToken', 'InvalidClientTokenId'])('%s', async code => {
    const { lines, passes, asked } = await old(
      () => new AnsweredError(code, 'The security token is not valid', 403),
    )
    expect(lines).toEqual([
      expect.stringMatching(`^✗ account: the credentials are refused \\(${code}: .+ → sign in again`),
      '',
      'The deployment would fail: 1 ✗.',
    ])
    expect(passes).toBe(false)
    expect(new Set(asked)).toEqual(new Set(['sts:GetCallerIdentity']))
  })

  test('no endpoint', async () => {
    const account = await StubAccount.open(OLD_ACCOUNT)
    const { endpoint } = account
    await account.close()
    const { lines, passes } = await visit(assembly, endpoint)
    expect(lines[0]).toMatch(new RegExp(`^✗ account: no response from ${endpoint} \\(.*ECONNREFUSED`))
    expect(passes).toBe(false)
  })
})
