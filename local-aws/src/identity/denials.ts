import type { Caller } from './caller.ts'
import type { Permission } from './permission.ts'
import type { Denial } from './policies/decide.ts'

/** Requests that were denied for the same reason. */
export interface DeniedRequests {
  /** The name of the role, the service principal, the ARN of the user, or `anonymous`. */
  readonly who: string
  /** Of the first; undefined for a request without credentials. */
  readonly caller: Caller | undefined
  readonly permission: Permission
  readonly denial: Denial
  /** In ms since the epoch, of the account's clock. */
  readonly firstAt: number
  lastAt: number
  count: number
}

type DeniedRequest = Pick<DeniedRequests, 'who' | 'caller' | 'permission' | 'denial'> & {
  readonly at: number
}

/** Of denials for more reasons, those that came first are kept. */
export const KEPT_DENIALS = 1_000
/** So many resources are kept of those that one caller is denied the same action on: a bucket may have a million keys. */
export const KEPT_RESOURCES = 50

/** All denials since the start, counted by who was denied what, and why. */
export class Denials {
  readonly #kept = new Map<string, DeniedRequests>()
  /** How many resources are kept by who is denied which action, and why. */
  readonly #resources = new Map<string, number>()

  /** @returns undefined if too many others are kept */
  record({ who, caller, permission, denial, at }: DeniedRequest): DeniedRequests | undefined {
    const kind = JSON.stringify([who, permission.action, statementOf(denial)])
    const key = `${kind} ${permission.resource}`
    const known = this.#kept.get(key)
    if (known) {
      known.count++
      known.lastAt = at
      return known
    }
    const resources = this.#resources.get(kind) ?? 0
    if (this.#kept.size >= KEPT_DENIALS || resources >= KEPT_RESOURCES) return undefined
    this.#resources.set(kind, resources + 1)
    const first = { who, caller, permission, denial, firstAt: at, lastAt: at, count: 1 }
    this.#kept.set(key, first)
    return first
  }

  /** Those that came first are first. */
  all(): readonly DeniedRequests[] {
    return [...this.#kept.values()]
  }
}

function statementOf({ by, where }: Denial): unknown[] {
  return by ? [by.statement.policy.name, by.statement.index] : [where]
}

/** What decided, for people: `no statement of worker allows it`. */
export function becauseOf({ by, where }: Denial, who: string, owner: string): string {
  if (!by) {
    if (where === 'boundary') return `the permissions boundary of ${who} does not allow it`
    return where === 'identity'
      ? `no statement of ${who} allows it`
      : `no statement of the policy of ${owner} allows it`
  }
  const { sid, index, policy } = by.statement
  return `Deny in ${policy.kind === 'identity' ? policy.name : `the policy of ${owner}`}, statement ${sid ?? index + 1}`
}
