/** How one CloudFormation resource type is simulated. Each service brings its own. */
export interface ResourceType {
  /** `AWS::SQS::Queue`. */
  readonly type: string
  /** Top-level properties that have their documented effect here. */
  readonly simulated: readonly string[] | 'every property'
  /** Properties that are accepted and change nothing, each with the reason why that is right on one machine. */
  readonly inert: Readonly<Record<string, string>>
  create(resource: Resource): CreatedResource | Promise<CreatedResource>
}

/** A resource of a template, with its intrinsics resolved and its dependencies made. */
export interface Resource {
  /** As the template calls it: a custom resource's is `Custom::…`. */
  readonly type: string
  readonly stackName: string
  /** The stack's ARN. */
  readonly stackId: string
  readonly logicalId: string
  readonly properties: Readonly<Record<string, unknown>>
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
