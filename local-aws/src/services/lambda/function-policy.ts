import type { Policy } from '../../identity/policies/policy.ts'
import { storedPolicy } from '../../identity/policies/stored-policy.ts'
import { conflict, invalid, notFound } from './errors.ts'

/** The permission that `AddPermission` or `AWS::Lambda::Permission` grants. */
export interface Permission {
  Action?: string
  Principal?: string
  SourceArn?: string
  SourceAccount?: string
  EventSourceToken?: string
  PrincipalOrgID?: string
  FunctionUrlAuthType?: string
  /** In CloudFormation, it may be text. */
  InvokedViaFunctionUrl?: boolean | string
}

/** A statement of a function's policy. */
export interface PolicyStatement {
  Sid: string
  Effect: 'Allow'
  Principal: unknown
  Action: string
  Resource: string
  Condition?: Readonly<Record<string, Readonly<Record<string, string>>>>
}

/** The members of {@link Permission} that belong in a statement's condition, with their operator and key. */
const CONDITIONS = {
  SourceArn: ['ArnLike', 'AWS:SourceArn'],
  SourceAccount: ['StringEquals', 'AWS:SourceAccount'],
  EventSourceToken: ['StringEquals', 'lambda:EventSourceToken'],
  PrincipalOrgID: ['StringEquals', 'aws:PrincipalOrgID'],
  FunctionUrlAuthType: ['StringEquals', 'lambda:FunctionUrlAuthType'],
  InvokedViaFunctionUrl: ['Bool', 'lambda:InvokedViaFunctionUrl'],
} as const satisfies Partial<Record<keyof Permission, readonly [operator: string, key: string]>>

const VERSION = '2012-10-17'
/** API reference, AddPermission: `Action`, `StatementId`. */
const ACTION = /^(lambda:(\*|[a-zA-Z]+)|\*)$/
const STATEMENT_ID = /^[\w-]{1,100}$/

/**
 * The resource-based policy of a function, or of one of its versions or aliases: "If you use a qualifier, the invoker
 * must use the full Amazon Resource Name (ARN) of that version or alias to invoke the function" (API reference,
 * AddPermission). "When an AWS service … calls your Lambda function, Lambda considers only the resource-based policy"
 * (developer guide). Principals of the account need an Allow here or in their own policies.
 */
export class FunctionPolicy {
  /** The ARN that invokers use, including the qualifier. */
  readonly #functionArn: string
  readonly #statements = new Map<string, PolicyStatement>()
  #compiled: Policy

  constructor(functionArn: string) {
    this.#functionArn = functionArn
    this.#compiled = compile(functionArn, [])
  }

  /**
   * @returns the new statement
   * @throws AwsError `InvalidParameterValueException`; `ResourceConflictException` if the id is taken
   */
  add(id: string, permission: Permission): PolicyStatement {
    if (!STATEMENT_ID.test(id)) {
      throw invalid(`The statement id ${JSON.stringify(id)} must be 1 to 100 letters, digits, - and _.`)
    }
    if (this.#statements.has(id)) {
      throw conflict(`The statement id (${id}) provided already exists. Please provide a new statement id.`)
    }
    const statement = statementOf(id, this.#functionArn, permission)
    this.#compiled = compile(this.#functionArn, [...this.#statements.values(), statement])
    this.#statements.set(id, statement)
    return statement
  }

  /** @throws AwsError `ResourceNotFoundException` */
  remove(id: string): void {
    if (!this.#statements.delete(id)) throw notFound(`Statement ${id} is not found in resource policy.`)
    this.#compiled = compile(this.#functionArn, [...this.#statements.values()])
  }

  /**
   * The document for `GetPolicy`.
   *
   * @throws AwsError `ResourceNotFoundException` if there is no statement
   */
  document(): { Version: string; Id: string; Statement: PolicyStatement[] } {
    if (this.#statements.size === 0) throw notFound('The resource you requested does not exist.')
    return { Version: VERSION, Id: 'default', Statement: [...this.#statements.values()] }
  }

  /** What decides requests. */
  get compiled(): Policy {
    return this.#compiled
  }
}

function compile(functionArn: string, statements: readonly PolicyStatement[]): Policy {
  const document = { Version: VERSION, Statement: statements }
  return storedPolicy(document, { name: functionArn, kind: 'resource' }, invalid)
}

function statementOf(Sid: string, Resource: string, permission: Permission): PolicyStatement {
  const { Action = '', Principal = '' } = permission
  if (!ACTION.test(Action)) {
    throw invalid(
      `The permission's Action must be lambda:InvokeFunction or another action of Lambda, not ${JSON.stringify(Action)}.`,
    )
  }
  if (Principal === '') throw invalid('The permission needs Principal: a service, an account or an ARN.')
  const Condition = conditionOf(permission)
  return {
    Sid,
    Effect: 'Allow',
    Principal: principalOf(Principal),
    Action,
    Resource,
    ...(Object.keys(Condition).length > 0 && { Condition }),
  }
}

/** "The AWS service, AWS account, IAM user, or IAM role that invokes the function." */
function principalOf(principal: string): PolicyStatement['Principal'] {
  if (principal === '*') return principal
  if (/^\d{12}$/.test(principal)) return { AWS: `arn:aws:iam::${principal}:root` }
  return principal.startsWith('arn:') ? { AWS: principal } : { Service: principal }
}

function conditionOf(permission: Permission): Record<string, Record<string, string>> {
  const condition: Record<string, Record<string, string>> = {}
  for (const [member, [operator, key]] of Object.entries(CONDITIONS)) {
    const value = permission[member as keyof typeof CONDITIONS]
    if (value !== undefined) condition[operator] = { ...condition[operator], [key]: String(value) }
  }
  return condition
}
