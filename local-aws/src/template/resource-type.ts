import { checkedProperties, type PropertyTypes } from './property-types.ts'

/** The simulation of one CloudFormation resource type. Each service provides its own. */
export interface ResourceType {
  /** `AWS::SQS::Queue`. */
  readonly type: string
  /** Top-level properties with their documented effect. */
  readonly simulated: readonly string[] | 'every property'
  /** Properties that are accepted without effect, each with the reason why that is correct on one machine. */
  readonly inert: Readonly<Record<string, string>>
  /** @throws TemplateError for a property with the wrong type */
  create(resource: Resource): CreatedResource | Promise<CreatedResource>
  /**
   * Deletes a resource that `create` made, when its stack is deleted or its creation rolled back; resolves when it is
   * gone. Undefined if stacks with the type cannot be deleted here.
   *
   * @throws AwsError the reason why it stays; for one that is gone already, the service's error that it is not found
   */
  readonly delete?: ((resource: MadeResource) => void | Promise<void>) | undefined
}

/** The definition of a {@link ResourceType}. */
interface Definition<Properties extends object> {
  readonly type: string
  /** The types of the properties that `create` reads. */
  readonly properties: PropertyTypes<Properties>
  /** As in {@link ResourceType}; may include properties that are read but have no other effect. */
  readonly inert: ResourceType['inert']
  create(resource: Resource<Properties>): CreatedResource | Promise<CreatedResource>
  /** As in {@link ResourceType}. */
  delete?(resource: MadeResource<Properties>): void | Promise<void>
}

/** Creates the resource type that reads only the properties in its definition. */
export function resourceType<Properties extends object>({
  type,
  properties,
  inert,
  create,
  delete: remove,
}: Definition<Properties>): ResourceType {
  return {
    type,
    simulated: Object.keys(properties).filter(name => !Object.hasOwn(inert, name)),
    inert,
    create: resource =>
      create({ ...resource, properties: checkedProperties(properties, resource.properties) }),
    delete:
      remove &&
      (resource => remove({ ...resource, properties: checkedProperties(properties, resource.properties) })),
  }
}

/**
 * A resource of a template, with resolved intrinsics and existing dependencies.
 *
 * @typeParam Properties those that its type reads; before the check, those in the template
 */
export interface Resource<Properties extends object = Readonly<Record<string, unknown>>> {
  /** The type in the template; for a custom resource, `Custom::…`. */
  readonly type: string
  readonly stackName: string
  /** The stack's ARN. */
  readonly stackId: string
  readonly logicalId: string
  readonly properties: Properties
  /** `<stack>-<logical id>-<random>`, truncated to `maxLength`: CloudFormation's name for a resource without a name. */
  physicalName(maxLength: number): string
  /** The directory of the file asset that the assembly publishes under `s3Key`. */
  assetDirectory(s3Key: string): string
}

export interface CreatedResource {
  /** The value of `Ref`. */
  physicalId: string
  /** The values of `Fn::GetAtt`, by attribute name. */
  attributes: Record<string, string>
}

/** A resource with what became of it. Its dependencies still exist when it is deleted. */
export type MadeResource<Properties extends object = Readonly<Record<string, unknown>>> =
  Resource<Properties> & CreatedResource

/** A creation failed after something was made, so that a rollback deletes the resource although it was not created. */
export class PartialCreationError extends Error {
  override readonly name: string = 'PartialCreationError'
  /** What a deletion names. */
  readonly physicalId: string

  constructor(message: string, physicalId: string) {
    super(message)
    this.physicalId = physicalId
  }
}

/** A template uses a feature that the local AWS does not simulate. Loading stops. */
export class NotSimulatedError extends Error {
  constructor(stackName: string, logicalId: string, what: string) {
    super(`${stackName}/${logicalId}: the local AWS does not simulate ${what}.`)
    this.name = 'NotSimulatedError'
  }
}
