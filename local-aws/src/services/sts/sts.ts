import type { Account } from '../../account.ts'
import { queryProtocol } from '../../api/protocols/query-protocol.ts'
import { rpcService } from '../../api/protocols/rpc-service.ts'
import type { RequestContext, ServiceApi } from '../../api/service-api.ts'
import { AwsError } from '../../aws-error.ts'
import type { RolePolicies } from '../../identity/authorization.ts'
import type { PrincipalCaller } from '../../identity/caller.ts'
import type { CredentialStore } from '../../identity/credentials.ts'
import { INPUTS } from './input-model.ts'

interface AssumeRoleInput {
  RoleArn?: string
  RoleSessionName?: string
  DurationSeconds?: number
  ExternalId?: string
}

const DEFAULT_DURATION_SECONDS = 3600
const MIN_DURATION_SECONDS = 900
const MAX_DURATION_SECONDS = 43_200
/** "Role chaining limits your AWS CLI or AWS API role session to a maximum of one hour." */
const MAX_CHAINED_SECONDS = 3600

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
        AssumeRole: (input: AssumeRoleInput, { caller }: RequestContext) => this.#assumeRole(input, caller),
      },
    })
  }

  #assumeRole(input: AssumeRoleInput, caller: PrincipalCaller) {
    const roleArn = checkedRoleArn(input.RoleArn)
    const sessionName = roleSessionName(input.RoleSessionName)
    const seconds = durationSeconds(input.DurationSeconds)
    const keys = { 'sts:externalid': input.ExternalId, 'sts:rolesessionname': sessionName }
    this.#account.authorization.check(caller, [{ action: 'sts:AssumeRole', resource: roleArn, keys }])
    checkDuration(seconds, caller, this.#account.authorization.findRole(roleArn))
    const expiresAt = this.#account.clock.wall.now() + seconds * 1000
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
}

function checkedRoleArn(arn: string | undefined): string {
  if (/^arn:aws:iam::\d{12}:role\/[\w+=,.@/-]{1,512}$/.test(arn ?? '')) return arn as string
  throw validation(`RoleArn must be the ARN of an IAM role, not ${JSON.stringify(arn) ?? 'missing'}.`)
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

function checkDuration(seconds: number, { arn }: PrincipalCaller, role: RolePolicies | undefined): void {
  if (role && seconds > role.maxSessionSeconds) {
    throw validation('The requested DurationSeconds exceeds the MaxSessionDuration set for this role.')
  }
  if (arn.includes(':assumed-role/') && seconds > MAX_CHAINED_SECONDS) {
    throw validation(
      'The requested DurationSeconds exceeds the 1 hour session limit for roles assumed by role chaining.',
    )
  }
}

const validation = (message: string) => new AwsError('ValidationError', message)
