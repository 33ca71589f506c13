import { texts } from '../../identity/resource-policy.ts'
import { malformed } from './errors.ts'
import type { PolicyDocument } from './roles.ts'

const VERSIONS: readonly unknown[] = [undefined, '2008-10-17', '2012-10-17']
/** `*`, or `sqs:Send*`. */
const ACTION = /^(?:\*|[\w-]+:[\w*?-]+)$/
/** `*`, or what begins as an ARN does. */
const RESOURCE = /^(?:\*|arn:.+)$/s

/**
 * A policy that can be attached to a role, from its JSON text.
 *
 * @throws AwsError `MalformedPolicyDocument` with what is wrong with it
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_grammar.html
 */
export function policyDocument(text: string | undefined): PolicyDocument {
  const document = parse(text ?? '')
  const { Version, Statement } = document
  if (!VERSIONS.includes(Version)) {
    throw malformed(`The Version of a policy is 2012-10-17 or 2008-10-17, not ${JSON.stringify(Version)}.`)
  }
  const statements = [Statement].flat().filter(statement => statement !== undefined)
  if (statements.length === 0) throw malformed('A policy has at least one Statement.')
  for (const statement of statements) assertStatement(statement)
  return document
}

/** "Policies returned by this operation are URL-encoded compliant with RFC 3986." (API reference, GetRole) */
export function encodePolicy(document: PolicyDocument): string {
  return encodeURIComponent(JSON.stringify(document))
}

function parse(text: string): PolicyDocument {
  const document = fromJson(text)
  if (isObject(document)) return document
  throw malformed(`A policy is a JSON object, not ${JSON.stringify(document)}.`)
}

function fromJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    throw malformed('This policy contains invalid Json')
  }
}

function assertStatement(statement: unknown): void {
  if (!isObject(statement)) throw malformed(`A statement is a JSON object, not ${JSON.stringify(statement)}.`)
  const { Effect, Principal, NotPrincipal } = statement
  if (Effect !== 'Allow' && Effect !== 'Deny') {
    throw malformed(`The Effect of a statement is Allow or Deny, not ${JSON.stringify(Effect) ?? 'missing'}.`)
  }
  if (Principal !== undefined || NotPrincipal !== undefined) {
    throw malformed('Policy document should not specify a principal.')
  }
  const action = oneOf(statement, 'Action').find(name => !ACTION.test(name))
  if (action !== undefined) {
    throw malformed(
      `An action is "*" or has a prefix, as "sqs:SendMessage" has; ${JSON.stringify(action)} has none.`,
    )
  }
  const resource = oneOf(statement, 'Resource').find(name => !RESOURCE.test(name))
  if (resource !== undefined) {
    throw malformed(`Resource ${JSON.stringify(resource)} must be in ARN format or "*".`)
  }
}

/** The texts of an element or of its opposite: exactly one of them must be there. */
function oneOf(statement: PolicyDocument, element: 'Action' | 'Resource'): string[] {
  const given = [statement[element], statement[`Not${element}`]].filter(value => value !== undefined)
  const names = texts(given[0])
  if (given.length === 1 && names.length > 0) return names
  throw malformed(`A statement has either ${element} or Not${element}, with at least one text.`)
}

function isObject(value: unknown): value is PolicyDocument {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
