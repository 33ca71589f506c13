import type { GrantInUse } from './decisions.ts'
import type { PolicyGrant } from './policy-grants.ts'

/** Something that a statement allows, and that nothing has used. */
export interface UnusedGrant {
  /** The construct of the role or of the resource. */
  readonly owner: string
  /** The construct that made the policy. */
  readonly policy: string
  readonly statement: number
  readonly principal: string | undefined
  /** When it applies; undefined for always. */
  readonly condition: string | undefined
  readonly actions: readonly string[]
  /** The constructs of the resources, or their patterns. */
  readonly resources: readonly string[]
}

/** Which pairs of an action and a resource were used, by their places in the statement. */
type Used = ReadonlySet<string>

/** What the statements allow, and no request has used, or needs because an earlier statement allows the same. */
export function unusedGrants(grants: readonly PolicyGrant[], used: readonly GrantInUse[]): UnusedGrant[] {
  const allowed = new Set<string>()
  return grants.flatMap(grant => {
    const allows = JSON.stringify({ ...grant, policy: undefined, statement: undefined })
    if (allowed.has(allows)) return unusedOf(grant, new Set())
    allowed.add(allows)
    const pairs = used.filter(one => grant.matches(one)).flatMap(pairsOf)
    return unusedOf(grant, new Set(pairs))
  })
}

function pairsOf({ actions, resources, pairs }: GrantInUse): string[] {
  return pairs.map(([action, resource]) => {
    const place = resource === null ? 0 : resources.indexOf(resource)
    return `${action === null ? 0 : actions.indexOf(action)} ${place}`
  })
}

/** The pairs that were not used: actions that lack the same resources are one finding. */
function unusedOf(grant: PolicyGrant, used: Used): UnusedGrant[] {
  const { owner, policy, statement, principal, condition, actions, resources } = grant
  const lacking = actions.map((action, actionIndex) => ({
    action,
    places: resources.flatMap((_, place) => (used.has(`${actionIndex} ${place}`) ? [] : [place])),
  }))
  const byPlaces = Map.groupBy(
    lacking.filter(({ places }) => places.length > 0),
    ({ places }) => places.join(),
  )
  return [...byPlaces.values()].map(group => ({
    owner,
    policy,
    statement,
    principal,
    condition,
    actions: group.map(({ action }) => action),
    resources: (group[0]?.places ?? []).map(place => resources[place] as string),
  }))
}
