import { type Constructs, ownerOfArn, type Place } from './constructs.ts'
import type { GrantInUse } from './decisions.ts'
import type { DeployedTemplate, TemplateResource } from './stage-templates.ts'

/** An Allow statement of a policy in a template. */
export interface PolicyGrant {
  readonly kind: GrantInUse['kind']
  /** The construct of the role or of the resource. */
  readonly owner: string
  /** The construct that made the policy. */
  readonly policy: string
  /** Its number in the policy, from 1; 1 for a permission of a function. */
  readonly statement: number
  /** Who may do it, in a policy of a resource: `sns.amazonaws.com`. */
  readonly principal: string | undefined
  readonly actions: readonly string[]
  /** When it applies: `kms:ViaService dynamodb.<region>.amazonaws.com`; undefined for always. */
  readonly condition: string | undefined
  /** The constructs of the resources, or their patterns; `*` in a trust policy, whose statements name none. */
  readonly resources: readonly string[]
  /** Whether it is the one that the local AWS describes. */
  matches(used: GrantInUse): boolean
}

interface Statement {
  readonly Sid?: string
  readonly Effect: string
  readonly Principal?: unknown
  readonly Action?: unknown
  readonly Resource?: unknown
  readonly Condition?: Readonly<Record<string, Readonly<Record<string, unknown>>>>
}

interface Source {
  readonly stack: string
  readonly logicalId: string
  readonly resource: TemplateResource
  readonly constructs: Constructs
}

type Matcher = (used: GrantInUse, ownerName: string | undefined) => boolean

interface Document {
  readonly kind: GrantInUse['kind']
  readonly statements: readonly Statement[]
  readonly owner: Place
  /** Whether a grant in use, whose owner is this one, is in this document. */
  readonly isOf: (used: GrantInUse) => boolean
}

/** All Allow statements of the policies of a stage. */
export function policyGrants(templates: readonly DeployedTemplate[], constructs: Constructs): PolicyGrant[] {
  return templates.flatMap(deployed =>
    Object.entries(deployed.template.Resources).flatMap(([logicalId, resource]) => {
      const { stack } = deployed
      const source = { stack, logicalId, resource, constructs }
      const physicalId = deployed.physicalIds.get(logicalId)
      return documentsIn(source, physicalId).flatMap(document => grantsIn(document, source))
    }),
  )
}

function documentsIn(source: Source, physicalId: string | undefined): Document[] {
  const { stack, logicalId, resource, constructs } = source
  const { Type, Properties = {} } = resource
  const itself = { stack, logicalId }
  const each = (owners: unknown[], document: Omit<Document, 'owner'>) =>
    owners.flatMap(owner => {
      const place = constructs.placeOf(stack, owner)
      return place ? [{ ...document, owner: place }] : []
    })
  switch (Type) {
    case 'AWS::IAM::Policy':
      return each(Properties.Roles ?? [], inline(Properties))
    case 'AWS::IAM::ManagedPolicy':
      return each(Properties.Roles ?? [], {
        kind: 'identity',
        statements: statementsOf(Properties.PolicyDocument),
        isOf: ({ policy }) => policy === physicalId,
      })
    case 'AWS::IAM::Role':
      return [
        ...(Properties.Policies ?? []).map((policy: object) => ({ ...inline(policy), owner: itself })),
        { ...ofResource(Properties.AssumeRolePolicyDocument), kind: 'trust', owner: itself },
      ]
    case 'AWS::KMS::Key':
      return [{ ...ofResource(Properties.KeyPolicy), owner: itself }]
    case 'AWS::SQS::QueuePolicy':
      return each(Properties.Queues, ofResource(Properties.PolicyDocument))
    case 'AWS::SNS::TopicPolicy':
      return each(Properties.Topics, ofResource(Properties.PolicyDocument))
    case 'AWS::S3::BucketPolicy':
      return each([Properties.Bucket], ofResource(Properties.PolicyDocument))
    case 'AWS::Lambda::Permission':
      return each([Properties.FunctionName], {
        kind: 'resource',
        statements: [permissionStatement(Properties)],
        isOf: ({ sid }) => sid === physicalId,
      })
    default:
      return []
  }
}

function inline({ PolicyName, PolicyDocument }: { PolicyName?: unknown; PolicyDocument?: unknown }) {
  return {
    kind: 'identity',
    statements: statementsOf(PolicyDocument),
    isOf: ({ policy }: GrantInUse) => policy === PolicyName,
  } as const
}

function ofResource(document: unknown) {
  return { kind: 'resource', statements: statementsOf(document), isOf: () => true } as const
}

function statementsOf(document: unknown): Statement[] {
  return [(document as { Statement: Statement | Statement[] }).Statement].flat()
}

function permissionStatement({
  Principal,
  Action,
  FunctionName,
  SourceArn,
}: Readonly<Record<string, unknown>>): Statement {
  const Condition = SourceArn === undefined ? undefined : { ArnLike: { 'aws:SourceArn': SourceArn } }
  return { Effect: 'Allow', Principal: { Service: Principal }, Action, Resource: FunctionName, Condition }
}

function grantsIn({ kind, statements, owner, isOf }: Document, source: Source): PolicyGrant[] {
  const { stack, logicalId, resource, constructs } = source
  const ownerName = constructs.ownerAt(owner)
  const isOwner: Matcher = (used, name) => used.kind === kind && ownerOfArn(used.owner) === name
  const isPermission = resource.Type === 'AWS::Lambda::Permission'
  return statements.flatMap((statement, index) => {
    if (statement.Effect !== 'Allow') return []
    const number = index + 1
    return {
      kind,
      owner: constructs.pathOf(owner),
      policy: constructs.pathOf({ stack, logicalId }),
      statement: number,
      principal: kind === 'identity' ? undefined : shown(statement.Principal),
      actions: [statement.Action].flat().map(String),
      condition: statement.Condition && conditionText(statement.Condition),
      resources:
        kind === 'trust'
          ? ['*']
          : [statement.Resource].flat().map(each => resourceName(each, owner, kind, source)),
      matches: used => isOwner(used, ownerName) && isOf(used) && (isPermission || used.statement === number),
    }
  })
}

function conditionText(condition: NonNullable<Statement['Condition']>): string {
  return Object.values(condition)
    .flatMap(keys => Object.entries(keys))
    .map(([key, value]) => `${key} ${shown(value)}`)
    .join(', ')
}

/** The construct that a pattern names, with what the pattern adds to its ARN: `…/Bucket/events/*`. */
function resourceName(
  pattern: unknown,
  owner: Place,
  kind: GrantInUse['kind'],
  { stack, constructs }: Source,
): string {
  if (pattern === '*' && kind === 'resource') return constructs.pathOf(owner)
  const place = constructs.placeOf(stack, pattern)
  return place ? constructs.pathOf(place) + addition(pattern) : shown(pattern)
}

/** The literal end of a joined ARN: `/index/by-minute`. */
function addition(pattern: unknown): string {
  const parts = (pattern as { 'Fn::Join'?: [string, unknown[]] })['Fn::Join']?.[1]
  const last = parts?.at(-1)
  return typeof last === 'string' ? last : ''
}

const PSEUDO: Readonly<Record<string, string>> = {
  'AWS::Partition': 'aws',
  'AWS::Region': '<region>',
  'AWS::AccountId': '<account>',
  'AWS::URLSuffix': 'amazonaws.com',
}

function shown(value: unknown): string {
  if (typeof value === 'string') return PSEUDO[value] ?? value
  if (typeof value !== 'object' || value === null) return String(value)
  const [only, another] = Object.values(value)
  if (another === undefined && typeof only === 'string') return shown(only)
  const [separator, parts] = (value as { 'Fn::Join'?: [string, unknown[]] })['Fn::Join'] ?? []
  if (parts) return parts.map(shown).join(separator)
  return another === undefined && typeof only === 'object' ? shown(only) : JSON.stringify(value)
}
