import type { PrincipalCaller } from '../../identity/caller.ts'
import type { CredentialStore } from '../../identity/credentials.ts'

const SESSION_NAME = 'FirehoseToS3'

/** Firehose in the roles that it assumes: one session of each. */
export class RoleSessions {
  readonly #credentials: CredentialStore
  readonly #sessions = new Map<string, PrincipalCaller>()

  constructor(credentials: CredentialStore) {
    this.#credentials = credentials
  }

  callerIn(roleArn: string): PrincipalCaller {
    const known = this.#sessions.get(roleArn)
    if (known) return known
    const { accessKeyId } = this.#credentials.assumeRole(roleArn, SESSION_NAME)
    const caller = this.#credentials.callerOf(accessKeyId)
    this.#sessions.set(roleArn, caller)
    return caller
  }
}
