import type { DeployedTemplate } from './stage-templates.ts'

/** A resource of a stack. */
export interface Place {
  readonly stack: string
  readonly logicalId: string
}

/** Finds the constructs that made the resources of a stage. */
export class Constructs {
  readonly #templates: ReadonlyMap<string, DeployedTemplate>
  /** By the name of the export. */
  readonly #exports: ReadonlyMap<string, Place>
  /** By {@link ownerName}. */
  readonly #owners = new Map<string, Place>()

  constructor(templates: readonly DeployedTemplate[]) {
    this.#templates = new Map(templates.map(template => [template.stack, template]))
    this.#exports = new Map(templates.flatMap(exportsOf))
    for (const { stack, template, physicalIds } of templates) {
      for (const [logicalId, { Type }] of Object.entries(template.Resources)) {
        const owner = ownerName(Type, physicalIds.get(logicalId))
        if (owner !== undefined) this.#owners.set(owner, { stack, logicalId })
      }
    }
  }

  /** The path of a construct, without its last part if that only says that it is the resource. */
  pathOf({ stack, logicalId }: Place): string {
    const path = this.#templates.get(stack)?.template.Resources[logicalId]?.Metadata?.['aws:cdk:path']
    return path?.replace(/\/Resource$/, '') ?? `${stack}/${logicalId}`
  }

  /** The resource that an intrinsic function refers to first; undefined if it refers to none. */
  placeOf(stack: string, value: unknown): Place | undefined {
    if (typeof value !== 'object' || value === null) return undefined
    for (const [name, argument] of Object.entries(value)) {
      const found = this.#placeBy(stack, name, argument)
      if (found) return found
    }
    return undefined
  }

  /** What a resource is called in the decisions, as {@link ownerName}; undefined if the stage does not have it. */
  ownerAt({ stack, logicalId }: Place): string | undefined {
    const deployed = this.#templates.get(stack)
    const resource = deployed?.template.Resources[logicalId]
    return resource && ownerName(resource.Type, deployed.physicalIds.get(logicalId))
  }

  /** @param owner as {@link ownerName} names it */
  ownedBy(owner: string): Place | undefined {
    return this.#owners.get(owner)
  }

  #placeBy(stack: string, name: string, argument: unknown): Place | undefined {
    if (name === 'Ref' || name === 'Fn::GetAtt') {
      const [logicalId] = [argument].flat()
      const known = this.#templates.get(stack)?.template.Resources
      return known && Object.hasOwn(known, String(logicalId))
        ? { stack, logicalId: String(logicalId) }
        : undefined
    }
    if (name === 'Fn::ImportValue') return this.#exports.get(String(argument))
    return this.placeOf(stack, argument)
  }
}

function exportsOf({ stack, template }: DeployedTemplate): [string, Place][] {
  return Object.values(template.Outputs ?? {}).flatMap(({ Value, Export }) => {
    const [logicalId] = typeof Value === 'object' && Value !== null ? [Object.values(Value)[0]].flat() : []
    return typeof Export?.Name === 'string' && typeof logicalId === 'string'
      ? [[Export.Name, { stack, logicalId }] satisfies [string, Place]]
      : []
  })
}

const LAST_PART = /[^/:]+$/

/** The resources that have policies, each with how its physical id names it in ARNs. */
const NAMES: Readonly<Record<string, string>> = {
  'AWS::DynamoDB::GlobalTable': 'dynamodb',
  'AWS::DynamoDB::Table': 'dynamodb',
  'AWS::IAM::Role': 'iam',
  'AWS::KMS::Key': 'kms',
  'AWS::Kinesis::Stream': 'kinesis',
  'AWS::Lambda::Function': 'lambda',
  'AWS::Logs::LogGroup': 'logs',
  'AWS::S3::Bucket': 's3',
  'AWS::SNS::Topic': 'sns',
  'AWS::SQS::Queue': 'sqs',
}

/** `sqs:Messaging-dev-Orders`: the service and the name of a resource; undefined for types without policies. */
export function ownerName(type: string, physicalId: string | undefined): string | undefined {
  const service = Object.hasOwn(NAMES, type) ? NAMES[type] : undefined
  if (service === undefined || physicalId === undefined) return undefined
  return service === 'logs' ? `logs:${physicalId}` : `${service}:${LAST_PART.exec(physicalId)?.[0]}`
}

/** Likewise from an ARN, of an object or of an index among others; a role may be given by its name. */
export function ownerOfArn(arn: string): string {
  const [, , service, , , ...rest] = arn.split(':')
  if (service === undefined) return `iam:${arn}`
  if (service === 'logs') return `logs:${rest[1]}`
  const name = rest.join(':')
  if (service === 's3') return `s3:${name.split('/')[0]}`
  if (service === 'lambda') return `lambda:${rest[1]}`
  if (service === 'iam') return `iam:${LAST_PART.exec(name)?.[0]}`
  return `${service}:${/^(?:table|stream|key)\/([^/]+)/.exec(name)?.[1] ?? name}`
}
