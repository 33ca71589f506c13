import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts'
import type { Assembly } from '../assembly.ts'
import type { Target } from '../target.ts'
import { statusOf } from '../unanswered.ts'
import type { Verdict } from '../verdict.ts'

export interface AccountFound {
  verdict: Verdict
  /** Has the account's id if it is known; undefined if no other check can run. */
  target: Target | undefined
}

/** Checks the caller's identity and account: in the wrong account, the other checks make no sense. */
export async function checkAccount(target: Target, { stacks }: Assembly): Promise<AccountFound> {
  try {
    const { Account, Arn = '' } = await new STSClient(target.settings).send(new GetCallerIdentityCommand({}))
    const meant = stacks.find(({ accountId }) => accountId !== undefined)?.accountId
    if (meant !== undefined && meant !== Account) {
      return stop(
        `the credentials are for account ${Account} (${Arn}), the stacks for ${meant}`,
        `sign in to ${meant}`,
      )
    }
    return {
      verdict: ok(`${Account} in ${target.region}, as ${Arn}`),
      target: { ...target, accountId: Account, partition: Arn.split(':')[1] || target.partition },
    }
  } catch (cause) {
    return withoutIdentity(target, cause as Error)
  }
}

function withoutIdentity(target: Target, error: Error): AccountFound {
  // CredentialsProviderError, TokenProviderError…
  if (error.name.endsWith('ProviderError')) {
    return stop(`no credentials (${firstLine(error)})`, 'aws configure, or aws sso login; or set AWS_PROFILE')
  }
  if (statusOf(error) === undefined) {
    return stop(
      `no response from ${placeOf(target)} (${error.name}: ${firstLine(error)})`,
      'check the address',
    )
  }
  if (CREDENTIALS_REFUSED.test(error.name)) {
    return stop(
      `the credentials are refused (${error.name}: ${firstLine(error)})`,
      `sign in again; ${target.region} may also be a region to opt in to: aws account get-region-opt-status --region-name ${target.region}`,
    )
  }
  return {
    verdict: {
      check: 'account',
      outcome: 'unknown',
      found: `sts:GetCallerIdentity failed (${error.name}: ${firstLine(error)})`,
    },
    target,
  }
}

const CREDENTIALS_REFUSED =
  /ExpiredToken|InvalidClientTokenId|UnrecognizedClient|SignatureDoesNotMatch|IncompleteSignature|InvalidAccessKeyId/

const ok = (found: string): Verdict => ({ check: 'account', outcome: 'ok', found })

function stop(found: string, remedy: string): AccountFound {
  return { verdict: { check: 'account', outcome: 'fails', found, remedy }, target: undefined }
}

function placeOf({ settings, region }: Target): string {
  return settings.endpoint ?? process.env.AWS_ENDPOINT_URL ?? `AWS in ${region}`
}

/** For a refused connection, Node gives only a code, not a message. */
function firstLine(error: Error & { code?: string }): string {
  return error.message.split('\n', 1)[0] || (error.code ?? '')
}
