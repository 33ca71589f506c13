import { failureText, UsageError } from '../../../tools/terminal/command-line.ts'

class UnreachableError extends Error {}

test('a usage error includes the usage', () => {
  expect(failureText(new UsageError('--rate is missing.'), 'Usage: …')).toBe('--rate is missing.\n\nUsage: …')
})

test('an explained error shows only its message', () => {
  expect(failureText(new UnreachableError('No answer.'), 'Usage: …', [UnreachableError])).toBe('No answer.')
})

test.each(['ExpiredToken', 'ExpiredTokenException', 'CredentialsProviderError'])(
  'credentials that have expired are no defect: %s',
  name => {
    const expired = Object.assign(new Error('The token is expired'), { name })
    expect(failureText(expired, 'Usage: …')).toBe('The token is expired. Sign in again.')
  },
)

test('any other error is a defect and keeps its stack trace', () => {
  expect(failureText(new TypeError('x is not a function'), 'Usage: …', [UnreachableError])).toMatch(
    /^TypeError: x is not a function\n {4}at /,
  )
})
