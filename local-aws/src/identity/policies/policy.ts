import { type Condition, compileCondition, keysIn } from './condition.ts'
import { PolicyError, shown } from './policy-error.ts'
import { compilePattern, VERSION_WITH_VARIABLES, variablesIn } from './policy-variables.ts'
import { compileNotPrincipal, compilePrincipal, type Naming, type PrincipalMatcher } from './principals.ts'
import type { PolicyRequest, Principal } from './request.ts'

/** What a policy is attached to: an identity, a resource, or a role that is to be assumed. */
export type PolicyKind = 'identity' | 'resource' | 'trust'

/** A statement that says something about a request. */
export interface Match {
  readonly statement: Statement
  /** The pattern of `Action` that matched; undefined for a statement with `NotAction`. */
  readonly action: string | undefined
  /** Likewise for `Resource`. */
  readonly resource: string | undefined
  /** How it names the principal; in a policy of an identity, which names none, `itself`. */
  readonly naming: Naming
}

/** One statement, ready to decide. */
export interface Statement {
  readonly effect: 'Allow' | 'Deny'
  readonly sid: string | undefined
  /** Its place in its policy, from 0. */
  readonly index: number
  readonly policy: Policy
  /** The patterns of `Action` or `NotAction`, as they were written. */
  readonly actions: readonly string[]
  /** Likewise for resources; none in a trust policy. */
  readonly resources: readonly string[]
  /** The condition keys that it asks for, in lower case; those of its policy variables included. */
  readonly keys: readonly string[]
  /** Whether it says something about the action, on whatever resource. */
  concerns(action: string): boolean
  match(request: PolicyRequest): Match | undefined
}

/** A policy that was checked. */
export interface Policy {
  /** What people find it by: the name of an inline policy, or the ARN of a managed policy or of the resource. */
  readonly name: string
  readonly kind: PolicyKind
  readonly statements: readonly Statement[]
}

const VERSIONS: readonly unknown[] = [undefined, '2008-10-17', VERSION_WITH_VARIABLES]
const MEMBERS = ['Version', 'Id', 'Statement']
const ELEMENTS = [
  'Sid',
  'Effect',
  'Principal',
  'NotPrincipal',
  'Action',
  'NotAction',
  'Resource',
  'NotResource',
  'Condition',
]
/** `*`, or `sqs:Send*`. */
const ACTION = /^(?:\*|[\w-]+:[\w*?-]+)$/
/** `*`, or what begins as an ARN does. */
const RESOURCE = /^(?:\*|arn:.+)$/s

/**
 * Checks a policy and prepares it for decisions.
 *
 * @throws PolicyError with what is wrong, or what is not simulated
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_grammar.html
 */
export function compilePolicy(document: unknown, { name, kind }: Pick<Policy, 'name' | 'kind'>): Policy {
  if (!isObject(document)) throw new PolicyError(`A policy is a JSON object, not ${shown(document)}.`)
  checkNames(document, MEMBERS, 'A policy')
  const { Version, Statement } = document
  if (!VERSIONS.includes(Version)) {
    throw new PolicyError(`The Version of a policy is 2012-10-17 or 2008-10-17, not ${shown(Version)}.`)
  }
  const described = [Statement].flat().filter(statement => statement !== undefined)
  if (described.length === 0 && (kind !== 'resource' || Statement === undefined)) {
    throw new PolicyError('A policy has at least one Statement.')
  }
  const statements: Statement[] = []
  const policy: Policy = { name, kind, statements }
  const variables = Version === VERSION_WITH_VARIABLES
  for (const [index, statement] of described.entries()) {
    statements.push(compileStatement(statement, { policy, index, variables }))
  }
  return policy
}

const NOBODY: Principal = { kind: 'anonymous' }

interface Place {
  policy: Policy
  index: number
  variables: boolean
}

function compileStatement(described: unknown, { policy, index, variables }: Place): Statement {
  if (!isObject(described)) {
    throw new PolicyError(`A statement is a JSON object, not ${shown(described)}.`)
  }
  checkNames(described, ELEMENTS, 'A statement')
  const { Sid, Effect } = described
  if (Effect !== 'Allow' && Effect !== 'Deny') {
    throw new PolicyError(`The Effect of a statement is Allow or Deny, not ${shown(Effect)}.`)
  }
  if (Sid !== undefined && typeof Sid !== 'string') {
    throw new PolicyError(`The Sid of a statement is a text, not ${shown(Sid)}.`)
  }
  const namingOf = principalOf(described, policy.kind)
  const actionOf = actionsOf(described)
  const resourceOf = resourcesOf(described, policy.kind, variables)
  const isMet: Condition =
    described.Condition === undefined ? () => true : compileCondition(described.Condition, variables)
  const statement: Statement = {
    effect: Effect,
    sid: Sid,
    index,
    policy,
    actions: patternsOf(described, 'Action'),
    resources: patternsOf(described, 'Resource'),
    keys: keysOf(described, variables),
    concerns: action => actionOf({ principal: NOBODY, action, resource: '*', keys: {} }) !== undefined,
    match(request) {
      const action = actionOf(request)
      const resource = action && resourceOf(request)
      const naming = resource && namingOf(request.principal)
      if (!naming || !isMet(request.keys)) return undefined
      return { statement, action: action.pattern, resource: resource.pattern, naming }
    },
  }
  return statement
}

function patternsOf(described: Described, element: 'Action' | 'Resource'): string[] {
  return [described[element] ?? described[`Not${element}`]].flat().filter(name => typeof name === 'string')
}

function keysOf({ Condition = {}, Resource, NotResource }: Described, variables: boolean): string[] {
  const resources = variables ? [Resource, NotResource].flat().flatMap(name => variablesIn(String(name))) : []
  return [...resources, ...keysIn(Condition as object, variables)]
}

function principalOf({ Principal, NotPrincipal, Effect }: Described, kind: PolicyKind): PrincipalMatcher {
  if (kind === 'identity') {
    if (Principal === undefined && NotPrincipal === undefined) return () => 'itself'
    throw new PolicyError('Policy document should not specify a principal.')
  }
  if ((Principal === undefined) === (NotPrincipal === undefined)) {
    throw new PolicyError('A statement of a resource policy has either Principal or NotPrincipal.')
  }
  if (Principal !== undefined) return compilePrincipal(Principal)
  // It would allow everybody else, anonymous callers among them.
  if (Effect === 'Allow') throw new PolicyError('The local AWS does not simulate NotPrincipal with Allow.')
  return compileNotPrincipal(NotPrincipal)
}

/** The pattern that includes what the request names; undefined pattern for the exceptions of `Not…`. */
type Finder = (request: PolicyRequest) => { pattern: string | undefined } | undefined

/** Names of actions are not case-sensitive. */
function actionsOf(described: Described): Finder {
  const { names, excluded } = oneOf(described, 'Action')
  const strange = names.find(name => !ACTION.test(name))
  if (strange !== undefined) {
    throw new PolicyError(
      `An action is "*" or has a prefix, as "sqs:SendMessage" has; ${shown(strange)} has none.`,
    )
  }
  const patterns = names.map(name => ({ pattern: name, matches: compilePattern(name.toLowerCase(), false) }))
  return finder(patterns, excluded, ({ action }) => action.toLowerCase())
}

function resourcesOf(described: Described, kind: PolicyKind, variables: boolean): Finder {
  const { Resource, NotResource } = described
  if (kind === 'trust') {
    if (Resource === undefined && NotResource === undefined) return () => ({ pattern: undefined })
    throw new PolicyError('Has prohibited field Resource')
  }
  const { names, excluded } = oneOf(described, 'Resource')
  const strange = names.find(name => !RESOURCE.test(name))
  if (strange !== undefined) {
    throw new PolicyError(`Resource ${shown(strange)} must be in ARN format or "*".`)
  }
  const patterns = names.map(name => ({ pattern: name, matches: compilePattern(name, variables) }))
  return finder(patterns, excluded, ({ resource }) => resource)
}

function finder(
  patterns: readonly { pattern: string; matches: ReturnType<typeof compilePattern> }[],
  excluded: boolean,
  textOf: (request: PolicyRequest) => string,
): Finder {
  return request => {
    const text = textOf(request)
    const found = patterns.find(({ matches }) => matches(text, request.keys))
    if (excluded) return found ? undefined : { pattern: undefined }
    return found
  }
}

type Described = Readonly<Record<string, unknown>>

/** The texts of an element or of its opposite: exactly one of them must be there. */
function oneOf(described: Described, element: 'Action' | 'Resource'): { names: string[]; excluded: boolean } {
  const [wanted, unwanted] = [described[element], described[`Not${element}`]]
  const names = [wanted ?? unwanted].flat()
  const given = [wanted, unwanted].filter(value => value !== undefined)
  if (given.length !== 1 || names.length === 0 || names.some(name => typeof name !== 'string')) {
    throw new PolicyError(`A statement has either ${element} or Not${element}, with at least one text.`)
  }
  return { names: names as string[], excluded: wanted === undefined }
}

/** Nothing in a policy is ignored. */
function checkNames(described: Described, known: readonly string[], what: string): void {
  const strange = Object.keys(described).find(name => !known.includes(name))
  if (strange !== undefined) throw new PolicyError(`${what} has no element ${shown(strange)}.`)
}

function isObject(value: unknown): value is Described {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
