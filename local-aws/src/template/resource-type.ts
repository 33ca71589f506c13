import { checkedProperties, type PropertyTypes } from './property-types.ts'

/** How one CloudFormation resource type is simulated. Each service brings its own. */
export interface ResourceType {
  /** `AWS::SQS::Queue`. */
  readonly type: string
  /** Top-level properties that have their documented effect here. */
  readonly simulated: readonly string[] | 'every property'
  /** Properties that are accepted and change nothing, each with the reason why that is right on one machine. */
  readonly inert: Readonly<Record<string, string>>
  /** @throws TemplateError for a property that is not of its type */
  create(resource: Resource): CreatedResource | Promise<CreatedResource>
}

/** What a {@link ResourceType} is written as. */
interface Definition<Properties extends object> {
  readonly type: string
  /** Of each property that `create` reads. */
  readonly properties: PropertyTypes<Properties>
  /** As in {@link ResourceType}; it may name properties that are read, and have no effect beyond that. */
  readonly inert: ResourceType['inert']
  create(resource: Resource<Properties>): CreatedResource | Promise<CreatedResource>
}

/** The resource type that reads the properties of its definition, and no others. */
export function resourceType<Properties extends object>({
  type,
  properties,
  inert,
  create,
}: Definition<Properties>): ResourceType {
  return {
    type,
    simulated: Object.keys(properties).filter(name => !Object.hasOwn(inert, name)),
    inert,
    create: resource =>
      create({ ...resource, properties: checkedProperties(properties, resource.properties) }),
  }
}

/**
 * A resource of a template, with its intrinsics resolved and its dependencies made.
 *
 * @typeParam Properties those that its type reads; before they are checked, whatever the template says
 */
export interface Resource<Properties extends object = Readonly<Record<string, unknown>>> {
  /** As the template calls it: a custom resource's is `Custom::…`. */
  readonly type: string
  readonly stackName: string
  /** The stack's ARN. */
  readonly stackId: string
  readonly logicalId: string
  readonly properties: Properties
  /** `<stack>-<logical id>-<random>`, cut to `maxLength`: what CloudFormation names a resource without a name. */
  physicalName(maxLength: number): string
  /** The directory of the file asset that the assembly publishes under `s3Key`. */
  assetDirectory(s3Key: string): string
}

export interface CreatedResource {
  /** What `Ref` gives. */
  physicalId: string
  /** What `Fn::GetAtt` gives, by attribute name. */
  attributes: Record<string, string>
}

/** What a template asks for and this AWS does not simulate. Loading stops there. */
export class NotSimulatedError extends Error {
  constructor(stackName: string, logicalId: string, what: string) {
    super(`${stackName}/${logicalId}: the local AWS does not simulate ${what}.`)
    this.name = 'NotSimulatedError'
  }
}
