import { type Constructs, ownerOfArn } from './constructs.ts'
import type { Denial } from './decisions.ts'

/** Requests that were denied, and what would allow them. */
export interface MissingGrant extends Denial {
  /** The construct of the role, if the stage has it. */
  readonly role?: string
  /** The construct of the resource, if the stage has it. */
  readonly on?: string
  readonly remedy: string
}

/** @param explicit whether denials count that a statement with Deny makes, as those that a game day puts in */
export function missingGrants(
  denials: readonly Denial[],
  constructs: Constructs,
  explicit: boolean,
): MissingGrant[] {
  return denials
    .filter(denial => explicit || !denial.explicit)
    .map(denial => {
      const role = pathOf(constructs, `iam:${denial.who}`)
      const on = pathOf(constructs, ownerOfArn(denial.resource))
      return { ...denial, role, on, remedy: remedyOf(denial, role, on) }
    })
}

function pathOf(constructs: Constructs, owner: string): string | undefined {
  const place = constructs.ownedBy(owner)
  return place && constructs.pathOf(place)
}

function remedyOf(
  { who, caller, action, resource, explicit, reason }: Denial,
  role: string | undefined,
  on = resource,
): string {
  if (explicit) return `remove the ${reason}, or do not make the request`
  if (role) return `grant ${action} on ${on} to ${role}`
  const of = caller && caller !== who ? ` for ${caller}` : ''
  return `allow ${action} to ${who}${of} in the policy of ${on}`
}
