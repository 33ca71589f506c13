import { type Located, type Statement, statementsOf } from './resource.ts'
import { serviceOf, target } from './stage.ts'

/**
 * What a role may do: the actions, without their service and in alphabetical order, by the resource that they are on.
 * Resources have their logical ids, `EmailsQueue of Mail` in another stack; a function's own log group is `its log group`.
 */
export type Permissions = Record<string, string>

/** A role, and what its policies grant. */
export interface Role {
  /** The service name of its function, such as `shop-buying`; the logical id of a role that no function has. */
  readonly name: string
  readonly resource: Located
  /** All but the use of encryption keys through a service. */
  readonly permissions: Permissions
  /** What it may do with encryption keys through a service, a use a line: `sqs Decrypt Key of Mail`. */
  readonly keyUses: string[]
  /** What it has to do with them so that the services can do what {@link permissions} ask of them. */
  readonly neededKeyUses: string[]
}

const READING = ['Decrypt', 'DescribeKey']
const WRITING = [...READING, 'Encrypt', 'GenerateDataKey', 'ReEncryptFrom', 'ReEncryptTo']

/** The key actions that an action on an encrypted resource needs; other actions need none. */
const NEEDED: Readonly<Record<string, readonly string[]>> = {
  'sqs:ReceiveMessage': ['Decrypt'],
  'sqs:SendMessage': ['Decrypt', 'GenerateDataKey'],
  'sns:Publish': ['Decrypt', 'GenerateDataKey'],
  'kinesis:PutRecords': ['GenerateDataKey'],
  'kinesis:GetRecords': ['Decrypt'],
  's3:GetObject': ['Decrypt'],
  's3:PutObject': ['GenerateDataKey'],
  'dynamodb:GetItem': READING,
  'dynamodb:BatchGetItem': READING,
  'dynamodb:Query': READING,
  'dynamodb:Scan': READING,
  'dynamodb:PutItem': WRITING,
  'dynamodb:UpdateItem': WRITING,
  'dynamodb:DeleteItem': WRITING,
  'dynamodb:BatchWriteItem': WRITING,
}

/** One action on one resource. */
interface Grant {
  readonly service: string
  readonly action: string
  /** `ShipmentsTable`; `EmailsQueue of Mail` where it is of another stack. */
  readonly resource: string
  /** The service that it is bound to use a key through. */
  readonly through: string | undefined
  /** Any other condition: ` if s3:prefix is events/*`. */
  readonly condition: string
}

/** The roles of a stage. */
export function rolesOf(all: readonly Located[]): Role[] {
  return all.filter(({ Type }) => Type === 'AWS::IAM::Role').map(role => roleOf(role, all))
}

function roleOf(role: Located, all: readonly Located[]): Role {
  const neighbours = all.filter(({ stack }) => stack === role.stack)
  const ofRole = ({ Properties }: Located) => [Properties.Roles].flat().some(each => target(each) === role.id)
  const grants = neighbours
    .filter(one => one.Type === 'AWS::IAM::Policy' && ofRole(one))
    .flatMap(statementsOf)
    .flatMap(grantsIn)
  const owner = neighbours.find(
    ({ Type, Properties }) => Type === 'AWS::Lambda::Function' && target(Properties.Role) === role.id,
  )
  const logs = owner && target((owner.Properties.LoggingConfig as { LogGroup: unknown }).LogGroup)
  return {
    name: owner ? serviceOf(owner) : role.id,
    resource: role,
    permissions: byResource(
      grants
        .filter(({ through }) => through === undefined)
        .map(grant => (grant.resource === logs ? { ...grant, resource: 'its log group' } : grant)),
    ),
    keyUses: unique(grants.flatMap(keyUse)),
    neededKeyUses: unique(grants.flatMap(neededKeyUses)),
  }
}

function grantsIn({ Effect, Action, Resource, Condition, ...others }: Statement): Grant[] {
  if (Effect !== 'Allow' || Object.keys(others).length > 0)
    throw new Error(`No role has a statement like ${JSON.stringify({ Effect, ...others })}.`)
  const conditions = Object.values(Condition ?? {}).flatMap(Object.entries)
  const through = conditions.find(([key]) => key === 'kms:ViaService')?.[1]
  const rest = conditions.filter(([key]) => key !== 'kms:ViaService')
  return [Action].flat().flatMap(name =>
    [Resource].flat().map(resource => {
      const [service = '', action = ''] = name.split(':')
      return {
        service,
        action,
        resource: show(resource),
        through: through === undefined ? undefined : show(through).split('.')[0],
        condition: rest
          .map(([key, value]) => ` if ${key} is ${[value].flat().map(show).join(' or ')}`)
          .join(),
      }
    }),
  )
}

function byResource(grants: readonly Grant[]): Permissions {
  const groups = Object.groupBy(grants, ({ resource }) => resource)
  return Object.fromEntries(
    Object.entries(groups).map(([resource, own = []]) => [
      resource,
      unique(own.map(({ action, condition }) => `${action}${condition}`)).join(' '),
    ]),
  )
}

function keyUse({ through, resource, action }: Grant): string[] {
  return through === undefined ? [] : [`${through} ${action} ${resource}`]
}

function neededKeyUses({ service, action, resource }: Grant): string[] {
  const [, stack] = resource.split(' of ')
  const key = stack === undefined ? 'Key' : `Key of ${stack}`
  return (NEEDED[`${service}:${action}`] ?? []).map(needed => `${service} ${needed} ${key}`)
}

function unique(values: readonly string[]): string[] {
  return [...new Set(values)].toSorted()
}

/** A resource, without what differs between stages, accounts and regions. */
function show(value: unknown): string {
  return inFull(value)
    .replace(/^arn:.*:/, '')
    .replaceAll(/Messaging-[a-z]+-/g, '')
}

/** A resource or an ARN in one line, with `<Region>` for what is known when it is deployed. */
export function inFull(value: unknown): string {
  if (typeof value === 'string') return value
  const {
    Ref: reference,
    'Fn::Join': joined,
    'Fn::ImportValue': imported,
  } = value as { Ref?: string; 'Fn::Join'?: [string, unknown[]]; 'Fn::ImportValue'?: string }
  if (reference?.startsWith('AWS::')) return `<${reference.slice(5)}>`
  if (joined) return joined[1].map(inFull).join('')
  return imported === undefined ? target(value) : exported(imported)
}

/** `Messaging-dev-Mail:ExportsOutputFnGetAttEmailsQueueF3588977Arn` is `EmailsQueue of Mail`. */
function exported(name: string): string {
  const [, stack, resource] = /-(\w+):ExportsOutput(?:FnGetAtt|Ref)(\w+?)[0-9A-F]{8}/.exec(name) ?? []
  return `${resource} of ${stack}`
}
