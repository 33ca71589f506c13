import type { Account } from '../account.ts'
import { type Clock, toMilliseconds } from '../clock.ts'
import { secretHex } from '../random.ts'
import type { PrincipalCaller } from './caller.ts'

/** An access key that this AWS issued. */
export interface Credentials {
  accessKeyId: string
  secretAccessKey: string
  /** Present on the temporary credentials of a role. */
  sessionToken?: string
  /** When they expire, in ms since the epoch of real time; undefined for a running function. */
  expiresAt?: number
}

interface Holder {
  credentials: Credentials
  caller: PrincipalCaller
  /** The clock that the holder signs by. */
  clock: Clock
  /** Whether the holder is a function, whose `Date` shows the account's time. */
  isFunction: boolean
}

/**
 * How long the credentials of an execution environment remain valid after its end, at most: "URLs that were created
 * with temporary credentials expire when these do", hours after the function that signed them has ended.
 */
const KEPT_AFTER_END_MS = toMilliseconds({ hours: 12 })
/** How many ended sessions are kept. */
const KEPT_ENDED_SESSIONS = 10_000

/** Issues access keys, and finds their principals. Their secrets are unpredictable, so each start has its own. */
export class CredentialStore {
  readonly #account: Account
  readonly #known = new Map<string, Holder>()
  /** Access keys of sessions that have ended, the first to end first. */
  readonly #ended = new Set<string>()

  constructor(account: Account) {
    this.#account = account
  }

  /** A new access key of the IAM user `userName`, valid until the local AWS stops. */
  createAccessKey(userName: string): Credentials {
    const { random, id, clock } = this.#account
    const credentials = { accessKeyId: `AKIA${random.letters(16)}`, secretAccessKey: secretHex(40) }
    const caller: PrincipalCaller = {
      kind: 'principal',
      accountId: id,
      arn: `arn:aws:iam::${id}:user/${userName}`,
      userId: userName,
      accessKeyId: credentials.accessKeyId,
    }
    this.#known.set(credentials.accessKeyId, { credentials, caller, clock: clock.wall, isFunction: false })
    return credentials
  }

  /**
   * New temporary credentials for one session of `roleArn` (`arn:aws:iam::<account>:role/<name>`). Whether the role trusts
   * who asks for them is checked elsewhere.
   *
   * @param expiresAt in ms since the epoch of real time; undefined for credentials that are valid until revoked
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
    // Without such a role, the session may do nothing.
    const roleId = this.#account.authorization.findRole(roleArn)?.id ?? `AROA${random.letters(17)}`
    const caller: PrincipalCaller = {
      kind: 'principal',
      accountId: id,
      arn: `arn:aws:sts::${id}:assumed-role/${roleName}/${sessionName}`,
      userId: `${roleId}:${sessionName}`,
      accessKeyId: credentials.accessKeyId,
    }
    // Only functions have credentials without an expiry.
    const isFunction = expiresAt === undefined
    const holder = { credentials, caller, clock: isFunction ? clock : clock.wall, isFunction }
    this.#known.set(credentials.accessKeyId, holder)
    return credentials
  }

  /** Ends a session. No new requests are signed with it; presigned requests stay valid for hours. */
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

  /** Ends a session; its access key is unknown from now on. */
  revoke(accessKeyId: string): void {
    this.#known.delete(accessKeyId)
  }

  /** The credentials with `accessKeyId`, if they are still valid. */
  find(accessKeyId: string): Credentials | undefined {
    return this.hasExpired(accessKeyId) ? undefined : this.#known.get(accessKeyId)?.credentials
  }

  /** Whether the temporary credentials with `accessKeyId` are past their expiry; false for an unknown access key. */
  hasExpired(accessKeyId: string): boolean {
    const expiresAt = this.#known.get(accessKeyId)?.credentials.expiresAt
    return expiresAt !== undefined && expiresAt <= this.#account.clock.wall.now()
  }

  /** The clock of an access key's holder: the account's clock for a function, real time for all others. */
  clockOf(accessKeyId: string): Clock {
    return this.#known.get(accessKeyId)?.clock ?? this.#account.clock.wall
  }

  /**
   * The time for the header `Date` in responses to this access key, by which SDKs correct their clock; in ms since the
   * epoch.
   *
   * @param signedAt when the request was signed: the only time that its client knows, if the account's clock stands
   * still until a test advances it
   * @returns undefined for real time
   */
  timeFor(accessKeyId: string, signedAt: () => number): number | undefined {
    const { isFunction, clock } = this.#known.get(accessKeyId) ?? {}
    if (clock?.pace === 0) return signedAt()
    return isFunction && clock?.pace !== 1 ? clock?.now() : undefined
  }

  /** @throws Error for an access key that was not issued here */
  callerOf(accessKeyId: string): PrincipalCaller {
    const holder = this.#known.get(accessKeyId)
    if (holder) return holder.caller
    throw new Error(`Nobody has the access key ${JSON.stringify(accessKeyId)}.`)
  }
}
