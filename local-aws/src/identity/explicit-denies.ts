import { AwsError } from '../aws-error.ts'
import { accessDenied } from './access-denied.ts'
import type { Caller } from './caller.ts'
import type { Permission } from './permission.ts'
import { isLike, type PolicyStatement, texts } from './resource-policy.ts'

/** A statement of a policy that is attached to a role. */
interface IdentityStatement
  extends Pick<PolicyStatement, 'Sid' | 'Effect' | 'Action' | 'Resource' | 'Condition'> {
  NotAction?: unknown
  NotResource?: unknown
}

/** Of a session: `arn:aws:sts::<account>:assumed-role/<role>/<session>`. */
const ROLE_OF_SESSION = /:assumed-role\/([^/]+)\//

/**
 * What roles are forbidden by policies of their own: "an explicit deny in any of these policies overrides the allow"
 * (IAM guide, "Policy evaluation logic"). Only roles with such a statement are known here, so that all others cost
 * nothing. Nothing is refused for want of an Allow.
 */
export class ExplicitDenies {
  readonly #byRole = new Map<string, readonly IdentityStatement[]>()

  /**
   * Replaces what is known of a role, from this moment on.
   *
   * @param documents all policies of the role whose text is known
   */
  replace(roleName: string, documents: readonly object[]): void {
    const statements = documents.flatMap(denyStatements)
    if (statements.length > 0) this.#byRole.set(roleName, statements)
    else this.#byRole.delete(roleName)
  }

  /**
   * @param needed what the caller needs for what it wants; only asked where its role is denied anything
   * @throws AwsError as the service of the first denied action answers: `AccessDeniedException`, `AccessDenied`,
   *   `AuthorizationErrorException`
   */
  check(caller: Caller | undefined, needed: () => readonly Permission[]): void {
    if (this.#byRole.size === 0 || caller?.kind !== 'principal') return
    const statements = this.#byRole.get(ROLE_OF_SESSION.exec(caller.arn)?.[1] ?? '')
    if (!statements) return
    const denied = needed().find(permission => statements.some(statement => isAbout(statement, permission)))
    if (denied) throw accessDenied(caller, denied)
  }
}

/**
 * The statements of a policy that deny.
 *
 * A Deny that holds under conditions alone would refuse too much or too little here, and so would one whose resource
 * depends on the caller: neither is taken.
 *
 * @throws AwsError `MalformedPolicyDocument` for a Deny with a condition or with policy variables
 */
export function denyStatements(document: object): IdentityStatement[] {
  const { Statement } = document as { Statement?: unknown }
  const statements = [Statement]
    .flat()
    .filter(
      (statement): statement is IdentityStatement => (statement as IdentityStatement)?.Effect === 'Deny',
    )
  statements.forEach(checkDecidable)
  return statements
}

function checkDecidable({ Sid, Condition, Resource, NotResource }: IdentityStatement): void {
  const statement = `the Deny statement${Sid ? ` ${JSON.stringify(Sid)}` : ''} of a role`
  if (Object.keys(Condition ?? {}).length > 0) {
    throw notSimulated(`Condition ${JSON.stringify(Condition)} in ${statement}: deny without a condition`)
  }
  const variable = [...texts(Resource), ...texts(NotResource)].find(pattern => pattern.includes('${'))
  if (variable !== undefined) {
    throw notSimulated(
      `the policy variable in ${JSON.stringify(variable)} in ${statement}: name the resource`,
    )
  }
}

function isAbout(statement: IdentityStatement, { action, resource }: Permission): boolean {
  const { Action, NotAction, Resource, NotResource } = statement
  return (
    isMeant(action.toLowerCase(), lowerCase(Action), lowerCase(NotAction)) &&
    isMeant(resource, texts(Resource), texts(NotResource))
  )
}

/** A resource that is not known is `*`: of all ARN patterns only one for everything fits it. */
function isMeant(name: string, patterns: readonly string[], exceptions: readonly string[]): boolean {
  if (exceptions.length > 0) return !exceptions.some(pattern => isLike(name, pattern))
  return patterns.some(pattern => isLike(name, pattern))
}

function lowerCase(patterns: unknown): string[] {
  return texts(patterns).map(pattern => pattern.toLowerCase())
}

const notSimulated = (what: string) =>
  new AwsError('MalformedPolicyDocument', `The local AWS does not simulate ${what}.`)
