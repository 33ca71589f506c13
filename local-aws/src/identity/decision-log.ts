import type { Activity } from '../activity.ts'
import type { Caller } from './caller.ts'
import { becauseOf, Denials, type DeniedRequests } from './denials.ts'
import { GrantsInUse } from './grants-in-use.ts'
import type { Permission } from './permission.ts'
import type { Decision } from './policies/decide.ts'
import type { Match } from './policies/policy.ts'

/** One request that was decided. */
export interface DecidedRequest {
  /** Undefined for a request without credentials. */
  readonly caller: Caller | undefined
  /** The name of the role, the service principal, the ARN of the user, or `anonymous`. */
  readonly who: string
  readonly permission: Permission
  readonly decision: Decision
}

export interface LoggedDecision extends DecidedRequest {
  /** In ms since the epoch, of the account's clock. */
  readonly at: number
}

/** How many decisions are kept. */
export const KEPT_DECISIONS = 10_000

/** The latest decisions, and since the start all denials and all grants that were used. */
export class DecisionLog {
  readonly denials = new Denials()
  readonly grants = new GrantsInUse()
  readonly #now: () => number
  readonly #tell: Activity['report']
  readonly #kept: LoggedDecision[] = []
  /** Where the next one goes, once as many are kept as may be. */
  #oldest = 0

  /** @param tell is told of denials */
  constructor(now: () => number, tell: Activity['report']) {
    this.#now = now
    this.#tell = tell
  }

  record(decided: DecidedRequest): void {
    const { at, caller, who, permission, decision } = this.#keep(decided)
    if (!decision.allowed) {
      return this.#tellOf(this.denials.record({ who, caller, permission, denial: decision, at }))
    }
    for (const match of decision.by) this.grants.record(match, ownerOf(match, who, permission))
  }

  /** Records what was allowed as an earlier request was, whose grants are known to be in use. */
  repeat(decided: DecidedRequest): void {
    this.#keep(decided)
  }

  /** The oldest first. */
  latest(): LoggedDecision[] {
    return [...this.#kept.slice(this.#oldest), ...this.#kept.slice(0, this.#oldest)]
  }

  #keep({ caller, who, permission, decision }: DecidedRequest): LoggedDecision {
    const logged = { at: this.#now(), caller, who, permission: bounded(permission), decision }
    this.#kept[this.#oldest] = logged
    this.#oldest = (this.#oldest + 1) % KEPT_DECISIONS
    return logged
  }

  #tellOf(denied: DeniedRequests | undefined): void {
    if (denied && isTold(denied)) this.#tell({ kind: 'denial', name: denied.who, reason: reasonOf(denied) })
  }
}

/** The longest ARN that IAM's API takes; longer texts come from requests that the service will refuse. */
export const MAX_TEXT_CHARACTERS = 2_048

/** What is kept of a permission: its texts come from requests whose values nobody has checked yet. */
function bounded(permission: Permission): Permission {
  const { action, resource, keys } = permission
  if (resource.length <= MAX_TEXT_CHARACTERS && !hasLongValue(keys)) return permission
  const kept = Object.entries(keys ?? {}).filter(([, value]) => !isLong(value))
  return { action, resource: beginningOf(resource), keys: Object.fromEntries(kept) }
}

function hasLongValue(keys: Permission['keys']): boolean {
  for (const name in keys) if (isLong(keys[name])) return true
  return false
}

function isLong(value: string | readonly string[] | undefined): boolean {
  if (typeof value === 'string' || value === undefined) return (value?.length ?? 0) > MAX_TEXT_CHARACTERS
  return value.reduce((sum, { length }) => sum + length, 0) > MAX_TEXT_CHARACTERS
}

/** A copy: a slice would keep the whole text in memory. */
function beginningOf(text: string): string {
  if (text.length <= MAX_TEXT_CHARACTERS) return text
  return Buffer.from(`${text.slice(0, MAX_TEXT_CHARACTERS)}…`).toString()
}

/** What the policy of a match is attached to: the name of a role, or the ARN of a resource. */
export function ownerOf({ statement }: Match, who: string, { resource }: Permission): string {
  return statement.policy.kind === 'identity' ? who : holderOf(resource)
}

/** The resource that has the policy: a bucket for its objects. */
export function holderOf(resource: string): string {
  return resource.startsWith('arn:aws:s3:::') ? (resource.split('/', 1)[0] as string) : resource
}

/** The first denial of a kind, then the tenth, the hundredth…: an SDK retries, and a queue delivers again. */
function isTold({ count }: DeniedRequests): boolean {
  return /^10*$/.test(String(count))
}

function reasonOf({ who, permission: { action, resource }, denial, count }: DeniedRequests): string {
  const times = count === 1 ? '' : ` (${count.toLocaleString('en')} times)`
  return `${action} on ${resource}: ${becauseOf(denial, who, holderOf(resource))}${times}`
}
