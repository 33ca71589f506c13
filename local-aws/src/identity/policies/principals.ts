import { PolicyError, shown } from './policy-error.ts'
import type { Principal } from './request.ts'

/**
 * How a statement of a resource policy names who makes a request:
 * - `itself`: by the ARN of the user or of the session, as a service, or as everyone; nothing else limits what it allows
 * - `role`: by the role; a permissions boundary limits it
 * - `account`: by the account, whose identity policies decide
 */
export type Naming = 'itself' | 'role' | 'account'

/** How a statement names a principal; undefined if it does not. */
export type PrincipalMatcher = (principal: Principal) => Naming | undefined

/** In the order in which they count: the first that applies. */
const NAMINGS: readonly Naming[] = ['itself', 'role', 'account']

const ACCOUNT = /^(?:arn:aws:iam::)?(\d{12})(?::root)?$/
const USER_OR_ROLE = /^arn:aws:(?:iam::\d{12}:(?:user|role)|sts::\d{12}:assumed-role)\/[^*?]+$/
const SERVICE = /^[a-z0-9-]+(?:\.[a-z0-9-]+)*\.amazon(?:aws)?\.com$/

/**
 * @param element the value of `Principal`
 * @throws PolicyError for a principal that is none, or that is not simulated
 */
export function compilePrincipal(element: unknown): PrincipalMatcher {
  const matchers = namesOf(element).map(matcherOf)
  return principal => {
    const namings = matchers.map(matches => matches(principal))
    return NAMINGS.find(naming => namings.includes(naming))
  }
}

/**
 * Everyone but those who are named. "When you use NotPrincipal, you should also specify the account ARN of the
 * not-denied principal", and for a role both its ARN and that of its session: whoever is not named in all these ways is
 * meant.
 *
 * @throws PolicyError as {@link compilePrincipal}
 */
export function compileNotPrincipal(element: unknown): PrincipalMatcher {
  const matchers = namesOf(element).map(matcherOf)
  return principal => {
    // "… will always deny any IAM principal that has a permissions boundary policy attached".
    if ('bounded' in principal) return 'itself'
    const namings = new Set(matchers.map(matches => matches(principal)))
    const needed = waysToName(principal)
    return needed.every(naming => namings.has(naming)) ? undefined : 'itself'
  }
}

function waysToName({ kind }: Principal): Naming[] {
  if (kind === 'role') return ['itself', 'role', 'account']
  return kind === 'user' ? ['itself', 'account'] : ['itself']
}

interface Name {
  kind: 'AWS' | 'Service' | 'Federated' | 'everyone'
  value: string
}

/** `"*"`, or names by kind: `{ "Service": "ses.amazonaws.com" }`. */
function namesOf(element: unknown): Name[] {
  if (element === '*') return [{ kind: 'everyone', value: '*' }]
  if (typeof element !== 'object' || element === null || Array.isArray(element)) {
    throw new PolicyError(`A principal is "*" or an object such as {"AWS": "…"}, not ${shown(element)}.`)
  }
  const names = Object.entries(element).flatMap(([kind, values]) =>
    [values].flat().map(value => nameOf(kind, value)),
  )
  if (names.length === 0) throw new PolicyError('A principal names at least one.')
  return names
}

function nameOf(kind: string, value: unknown): Name {
  if (typeof value !== 'string') {
    throw new PolicyError(`A principal is a text, not ${shown(value)}.`)
  }
  if (kind === 'AWS' && value === '*') return { kind: 'everyone', value }
  if (kind === 'AWS' && (ACCOUNT.test(value) || USER_OR_ROLE.test(value))) return { kind, value }
  if (kind === 'Service' && SERVICE.test(value)) return { kind, value }
  if (kind === 'Federated') return { kind, value }
  if (kind === 'AWS' || kind === 'Service') {
    throw new PolicyError(`Invalid principal in policy: ${shown(kind)}: ${shown(value)}.`)
  }
  throw new PolicyError(`The local AWS does not simulate principals of the kind ${shown(kind)}.`)
}

function matcherOf({ kind, value }: Name): PrincipalMatcher {
  if (kind === 'everyone') return () => 'itself'
  // No identity provider signs in here.
  if (kind === 'Federated') return () => undefined
  if (kind === 'Service') {
    return principal => (principal.kind === 'service' && principal.name === value ? 'itself' : undefined)
  }
  const account = ACCOUNT.exec(value)?.[1]
  return principal => {
    if (principal.kind !== 'role' && principal.kind !== 'user') return undefined
    if (account !== undefined) return principal.accountId === account ? 'account' : undefined
    if (principal.kind === 'user') return principal.arn === value ? 'itself' : undefined
    if (principal.sessionArn === value) return 'itself'
    return principal.arn === value ? 'role' : undefined
  }
}
