import { AwsError } from '../aws-error.ts'
import { isLike } from '../patterns/like.ts'
import { accessDenied } from './access-denied.ts'
import type { Caller } from './caller.ts'
import type { Permission } from './permission.ts'
import { type PolicyStatement, texts } from './resource-policy.ts'

/** A statement of a policy that is attached to a role. */
interface IdentityStatement
  extends Pick<PolicyStatement, 'Sid' | 'Effect' | 'Action' | 'Resource' | 'Condition'> {
  NotAction?: unknown
  NotResource?: unknown
}

/** The role in a session's ARN: `arn:aws:sts::<account>:assumed-role/<role>/<session>`. */
const ROLE_OF_SESSION = /:assumed-role\/([^/]+)\//

/**
 * The explicit denies in the policies of roles: "an explicit deny in any of these policies overrides the allow" (IAM
 * guide, "Policy evaluation logic"). Only roles with such a statement are stored, so that others cost nothing. A
 * missing Allow is not a reason to refuse a request.
 */
export class ExplicitDenies {
  readonly #byRole = new Map<string, readonly IdentityStatement[]>()

  /**
   * Replaces the statements of a role, effective immediately.
   *
   * @param documents all policies of the role whose text is known
   */
  replace(roleName: string, documents: readonly object[]): void {
    const statements = documents.flatMap(denyStatements)
    if (statements.length > 0) this.#byRole.set(roleName, statements)
    else this.#byRole.delete(roleName)
  }

  /**
   * @param needed returns the permissions that the request requires; called only if the caller's role has denies
   * @throws AwsError the error of the service of the first denied action: `AccessDeniedException`, `AccessDenied`,
   * `AuthorizationErrorException`
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
 * The Deny statements of a policy.
 *
 * A Deny with a condition, or with a resource that depends on the caller, would refuse too much or too little here, so
 * neither is accepted.
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

/** An unknown resource is `*`, which only an ARN pattern for everything matches. */
function isMeant(name: string, patterns: readonly string[], exceptions: readonly string[]): boolean {
  if (exceptions.length > 0) return !exceptions.some(pattern => isLike(name, pattern))
  return patterns.some(pattern => isLike(name, pattern))
}

function lowerCase(patterns: unknown): string[] {
  return texts(patterns).map(pattern => pattern.toLowerCase())
}

const notSimulated = (what: string) =>
  new AwsError('MalformedPolicyDocument', `The local AWS does not simulate ${what}.`)
