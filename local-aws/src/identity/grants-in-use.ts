import type { Match, Statement } from './policies/policy.ts'

/** What one statement has allowed. */
export interface GrantInUse {
  readonly statement: Statement
  /** What the policy is attached to: the name of the role, or the ARN of the resource. */
  readonly owner: string
  /** The pairs of patterns of `Action` and `Resource` that decided; undefined for `NotAction` and `NotResource`. */
  readonly pairs: readonly (readonly [action: string | undefined, resource: string | undefined])[]
}

type Pairs = Map<string | undefined, Set<string | undefined>>

/** A policy that is replaced takes its statements with it: of those, as many are kept as roles and resources have. */
const KEPT_STATEMENTS = 20_000

/** Which grants of all policies have ever been used, for those who look for needless ones. */
export class GrantsInUse {
  /** A managed policy has several owners. */
  readonly #used = new Map<Statement, Map<string, Pairs>>()

  /** @param match of a statement that allowed a request */
  record({ statement, action, resource }: Match, owner: string): void {
    const used = this.#pairsOf(statement, owner)
    const resources = used.get(action)
    if (resources) resources.add(resource)
    else used.set(action, new Set([resource]))
  }

  all(): GrantInUse[] {
    return [...this.#used].flatMap(([statement, owners]) =>
      [...owners].map(([owner, used]) => ({
        statement,
        owner,
        pairs: [...used].flatMap(([action, resources]) =>
          [...resources].map(resource => [action, resource] as const),
        ),
      })),
    )
  }

  #pairsOf(statement: Statement, owner: string): Pairs {
    const owners = this.#used.get(statement) ?? this.#add(statement)
    const known = owners.get(owner)
    if (known) return known
    const pairs: Pairs = new Map()
    owners.set(owner, pairs)
    return pairs
  }

  #add(statement: Statement): Map<string, Pairs> {
    const [oldest] = this.#used.keys()
    if (oldest && this.#used.size >= KEPT_STATEMENTS) this.#used.delete(oldest)
    const owners = new Map<string, Pairs>()
    this.#used.set(statement, owners)
    return owners
  }
}
