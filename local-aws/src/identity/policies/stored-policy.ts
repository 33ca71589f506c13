import { isKnownKey } from './known-keys.ts'
import { compilePolicy, type Policy, type PolicyKind, type Statement } from './policy.ts'
import { PolicyError, shown } from './policy-error.ts'

/** What a policy is attached to. */
export interface Attachment {
  /** The name of an inline policy, or the ARN of a managed policy or of the resource. */
  readonly name: string
  readonly kind: PolicyKind
}

/**
 * Compiles a policy when it is stored, so that what is wrong with it is told to whoever stores it. Statements may ask only
 * for condition keys that requests have here.
 *
 * @param given the JSON text, or the document in a template
 * @param refuse makes the service's own error from the reason
 * @throws Error what `refuse` returns
 */
export function storedPolicy(
  given: string | object,
  { name, kind }: Attachment,
  refuse: (reason: string) => Error,
): Policy {
  try {
    const policy = compilePolicy(typeof given === 'string' ? fromJson(given) : given, { name, kind })
    for (const statement of policy.statements) checkKeys(statement)
    return policy
  } catch (error) {
    throw error instanceof PolicyError ? refuse(error.message) : error
  }
}

function fromJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    throw new PolicyError('This policy contains invalid Json')
  }
}

function checkKeys({ keys, sid, index }: Statement): void {
  const unknown = keys.find(key => !isKnownKey(key))
  if (unknown === undefined) return
  const statement = sid === undefined ? `statement ${index + 1}` : `the statement ${shown(sid)}`
  throw new PolicyError(
    `The local AWS does not simulate the condition key ${shown(unknown)} in ${statement}: leave the condition out, or the statement.`,
  )
}
