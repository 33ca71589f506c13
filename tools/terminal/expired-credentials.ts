/** As the services call it, in their protocols; and the SDK, where a login of the environment is over. */
const NAMES = ['ExpiredToken', 'ExpiredTokenException', 'CredentialsProviderError', 'TokenProviderError']

/**
 * What an error says to somebody whose credentials have expired, with what to do.
 *
 * @returns undefined for other errors
 */
export function expiredCredentials(error: unknown): string | undefined {
  if (!(error instanceof Error) || !NAMES.includes(error.name)) return undefined
  return `${error.message.replace(/\.?$/, '.')} Sign in again.`
}
