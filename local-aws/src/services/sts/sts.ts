import type { Account } from '../../account.ts'
import { queryProtocol } from '../../api/protocols/query-protocol.ts'
import { rpcService } from '../../api/protocols/rpc-service.ts'
import type { RequestContext, ServiceApi } from '../../api/service-api.ts'
import { AwsError } from '../../aws-error.ts'
import type { CredentialStore } from '../../identity/credentials.ts'
import { INPUTS } from './input-model.ts'

interface AssumeRoleInput {
  RoleArn?: string
  RoleSessionName?: string
  DurationSeconds?: number
}

const DEFAULT_DURATION_SECONDS = 3600
const MIN_DURATION_SECONDS = 900
const MAX_DURATION_SECONDS = 43_200

/** AWS Security Token Service: who am I, and let me be someone else. */
export class Sts {
  readonly api: ServiceApi
  readonly #account: Account
  readonly #credentials: CredentialStore

  constructor(account: Account, credentials: CredentialStore) {
    this.#account = account
    this.#credentials = credentials
    this.api = rpcService({
      signingName: 'sts',
      model: INPUTS,
      protocols: [queryProtocol({ xmlNamespace: 'https://sts.amazonaws.com/doc/2011-06-15/' })],
      actions: {
        GetCallerIdentity: (_input: unknown, { caller }: RequestContext) => ({
          UserId: caller.userId,
          Account: caller.accountId,
          Arn: caller.arn,
        }),
        AssumeRole: (input: AssumeRoleInput) => this.#assumeRole(input),
      },
    })
  }

  /** Any role of this account: trust policies are not evaluated yet. */
  #assumeRole(input: AssumeRoleInput) {
    const roleArn = this.#roleArn(input.RoleArn)
    const sessionName = roleSessionName(input.RoleSessionName)
    const expiresAt = this.#account.clock.wall.now() + durationSeconds(input.DurationSeconds) * 1000
    const credentials = this.#credentials.assumeRole(roleArn, sessionName, expiresAt)
    const { userId, arn } = this.#credentials.callerOf(credentials.accessKeyId)
    return {
      Credentials: {
        AccessKeyId: credentials.accessKeyId,
        SecretAccessKey: credentials.secretAccessKey,
        SessionToken: credentials.sessionToken,
        Expiration: expiresAt / 1000,
      },
      AssumedRoleUser: { AssumedRoleId: userId, Arn: arn },
    }
  }

  #roleArn(arn: string | undefined): string {
    const [, accountId] = /^arn:aws:iam::(\d{12}):role\/[\w+=,.@/-]{1,512}$/.exec(arn ?? '') ?? []
    if (!arn || !accountId) {
      throw validation(`RoleArn must be the ARN of an IAM role, not ${JSON.stringify(arn) ?? 'missing'}.`)
    }
    if (accountId === this.#account.id) return arn
    throw new AwsError('AccessDenied', `Not authorized to perform: sts:AssumeRole on resource: ${arn}`, {
      statusCode: 403,
    })
  }
}

function roleSessionName(name: string | undefined): string {
  if (/^[\w+=,.@-]{2,64}$/.test(name ?? '')) return name as string
  throw validation(
    `RoleSessionName must be 2 to 64 letters, digits or "=,.@-_+", not ${JSON.stringify(name) ?? 'missing'}.`,
  )
}

function durationSeconds(seconds = DEFAULT_DURATION_SECONDS): number {
  if (seconds >= MIN_DURATION_SECONDS && seconds <= MAX_DURATION_SECONDS) return seconds
  throw validation(
    `DurationSeconds must be from ${MIN_DURATION_SECONDS} to ${MAX_DURATION_SECONDS}, not ${seconds}.`,
  )
}

const validation = (message: string) => new AwsError('ValidationError', message)
