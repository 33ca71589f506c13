import type { Account } from '../account.ts'
import { type Clock, toMilliseconds } from '../clock.ts'
import { secretHex } from '../random.ts'
import type { PrincipalCaller } from './caller.ts'

/** An access key that this AWS gave out. */
export interface Credentials {
  accessKeyId: string
  secretAccessKey: string
  /** Present on the temporary credentials of a role. */
  sessionToken?: string
  /** When they stop to be known, in ms since the epoch of real time; those of a running function do not. */
  expiresAt?: number
}

/** What a developer signs with; printed by the command when it is ready. */
export const DEVELOPER: Readonly<Credentials> = { accessKeyId: 'local', secretAccessKey: 'local' }

/**
 * How long the credentials of an execution environment are good after it has ended, at most: "URLs that were created
 * with temporary credentials expire when these do", hours after the function that signed them has gone.
 */
const KEPT_AFTER_END_MS = toMilliseconds({ hours: 12 })
/** How many sessions are kept that have ended. */
const KEPT_ENDED_SESSIONS = 10_000

/**
 * Knows which principal stands behind an access key.
 *
 * An access key it did not give out belongs to an IAM user of the same name, so that a client configured
 * with any credentials can talk to any service; where signatures are verified, only known keys pass.
 */
export class CredentialStore {
  readonly #account: Account
  readonly #known = new Map<string, { credentials: Credentials; caller: PrincipalCaller; clock: Clock }>()
  /** Access keys of sessions that have ended, the first to end first. */
  readonly #ended = new Set<string>()

  constructor(account: Account) {
    this.#account = account
    this.#known.set(DEVELOPER.accessKeyId, {
      credentials: DEVELOPER,
      caller: this.#user(DEVELOPER.accessKeyId),
      clock: account.clock.wall,
    })
  }

  /**
   * New temporary credentials for one session of `roleArn` (`arn:aws:iam::<account>:role/<name>`).
   *
   * @param expiresAt in ms since the epoch of real time; without it they are good until revoked
   */
  assumeRole(roleArn: string, sessionName: string, expiresAt?: number): Credentials {
    const { random, id, clock } = this.#account
    const credentials = {
      accessKeyId: `ASIA${random.letters(16)}`,
      secretAccessKey: secretHex(40),
      sessionToken: secretHex(64),
      expiresAt,
    }
    const roleName = roleArn.slice(roleArn.lastIndexOf('/') + 1)
    const caller: PrincipalCaller = {
      kind: 'principal',
      accountId: id,
      arn: `arn:aws:sts::${id}:assumed-role/${roleName}/${sessionName}`,
      userId: `AROA${roleName.toUpperCase()}:${sessionName}`,
      accessKeyId: credentials.accessKeyId,
    }
    // Only functions hold credentials without an end of their own.
    const theirs = expiresAt === undefined ? clock : clock.wall
    this.#known.set(credentials.accessKeyId, { credentials, caller, clock: theirs })
    return credentials
  }

  /** Nobody signs with it any more; what was signed stays good for hours. */
  endSession(accessKeyId: string): void {
    const session = this.#known.get(accessKeyId)
    if (!session) return
    session.credentials.expiresAt = this.#account.clock.wall.now() + KEPT_AFTER_END_MS
    this.#ended.add(accessKeyId)
    for (const earlier of this.#ended) {
      if (this.#ended.size <= KEPT_ENDED_SESSIONS && this.find(earlier)) return
      this.#ended.delete(earlier)
      this.revoke(earlier)
    }
  }

  /** Ends a session; its access key is unknown from here on. */
  revoke(accessKeyId: string): void {
    this.#known.delete(accessKeyId)
  }

  /** The credentials given out under `accessKeyId`, if they are still good. */
  find(accessKeyId: string): Credentials | undefined {
    const credentials = this.#known.get(accessKeyId)?.credentials
    const expired = (credentials?.expiresAt ?? Number.POSITIVE_INFINITY) <= this.#account.clock.wall.now()
    return expired ? undefined : credentials
  }

  /** By what the holder of an access key tells the time: a function by the account's clock, all others by their own. */
  clockOf(accessKeyId: string): Clock {
    return this.#known.get(accessKeyId)?.clock ?? this.#account.clock.wall
  }

  callerOf(accessKeyId: string): PrincipalCaller {
    return this.#known.get(accessKeyId)?.caller ?? this.#user(accessKeyId)
  }

  #user(accessKeyId: string): PrincipalCaller {
    const { id } = this.#account
    return {
      kind: 'principal',
      accountId: id,
      arn: `arn:aws:iam::${id}:user/${accessKeyId}`,
      userId: accessKeyId,
      accessKeyId,
    }
  }
}
