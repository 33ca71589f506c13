import type { Account } from '../account.ts'
import type { StackArtifact } from './cloud-assembly.ts'
import { type DeletionPolicy, deletionPolicy } from './deletion-policy.ts'
import { inDependencyOrder } from './dependency-order.ts'
import { intrinsicsIn, referencesIn } from './expression.ts'
import { evaluate, evaluateText, isKnownFunction, isNoValue, NO_VALUE } from './intrinsics.ts'
import { parameterValue } from './parameters.ts'
import { physicalName } from './physical-name.ts'
import { type Refusals, RestsOnRefused } from './refusals.ts'
import { remedyFor } from './remedies.ts'
import {
  type CreatedResource,
  NotSimulatedError,
  PartialCreationError,
  type Resource,
  type ResourceType,
} from './resource-type.ts'
import { Stack, type StackOutput, type Stacks } from './stack.ts'
import { StackScope } from './stack-scope.ts'
import {
  NotSimulatedHere,
  type OutputDefinition,
  type ResourceDefinition,
  type Template,
  TemplateError,
} from './template.ts'

/** The context that all stacks share. */
export interface Surroundings {
  account: Account
  types: ReadonlyMap<string, ResourceType>
  stacks: Stacks
  refusals: Refusals
}

const SECTIONS = [
  'AWSTemplateFormatVersion',
  'Description',
  'Metadata',
  'Parameters',
  'Rules',
  'Mappings',
  'Conditions',
  'Resources',
  'Outputs',
]

/** Attributes that a resource may have besides its properties; the update policies apply only to updates. */
const RESOURCE_ATTRIBUTES = [
  'Type',
  'Properties',
  'Condition',
  'DependsOn',
  'Metadata',
  'DeletionPolicy',
  'UpdatePolicy',
  'UpdateReplacePolicy',
]

/** "You can use AWS::CloudFormation::CustomResource or Custom::MyCustomResourceTypeName" as the type. */
const CUSTOM_RESOURCE = 'AWS::CloudFormation::CustomResource'

/** Creates one stack: its resources in the order of their dependencies, then its outputs. */
export class StackMaker {
  readonly #artifact: StackArtifact
  readonly #surroundings: Surroundings
  readonly #stack: Stack
  readonly #scope: StackScope
  readonly #dependencies: ReadonlyMap<string, ReadonlySet<string>>
  /** The first reason why the creation failed. */
  #failure: string | undefined

  constructor(artifact: StackArtifact, surroundings: Surroundings) {
    const { account } = surroundings
    const { stackName: name, template } = artifact
    this.#artifact = artifact
    this.#surroundings = surroundings
    const id = account.arn('cloudformation', `stack/${name}/${account.random.uuid()}`)
    this.#scope = new StackScope({ name, id }, template, surroundings)
    this.#dependencies = dependenciesIn(template)
    const { terminationProtection, tags } = artifact
    const { parameters } = this.#scope
    this.#stack = new Stack({ name, id, template, terminationProtection, tags, parameters }, account.clock)
  }

  /**
   * Creates everything that can be created. The rest is refused; resources that depend on refused ones are skipped
   * without a separate report.
   *
   * @returns the stack, which is CREATE_FAILED if anything was refused
   */
  async make(): Promise<Stack> {
    const { template } = this.#artifact
    this.#surroundings.stacks.add(this.#stack)
    this.#attempt('template', () => this.#checkEnvironment())
    this.#checkSections()
    this.#setParameters()

    for (const logicalId of this.#inOrder()) {
      await this.#makeResource(logicalId, template.Resources[logicalId] as ResourceDefinition)
    }
    this.#stack.outputs = this.#outputs()
    for (const name of this.#scope.imports) this.#stack.imports.add(name)
    if (this.#failure === undefined) this.#stack.enter('CREATE_COMPLETE')
    else this.#stack.enter('CREATE_FAILED', this.#failure)
    return this.#stack
  }

  #checkEnvironment(): void {
    const { id, region } = this.#surroundings.account
    const open = ['unknown-account', 'unknown-region', id, region]
    const parts = this.#artifact.environment.replace(/^aws:\/\//, '').split('/')
    const other = parts.find(part => part !== '' && !open.includes(part))
    if (!other) return
    throw new TemplateError(
      `the stack is synthesized for ${other}, and this is account ${id} in ${region}: run only one stage (--assembly cdk.out/assembly-<stage>), or synthesize it without an "env"`,
    )
  }

  #checkSections(): void {
    const { template } = this.#artifact
    for (const section of Object.keys(template)) {
      if (!SECTIONS.includes(section))
        this.#refuse('template', new NotSimulatedHere(`the section ${section}`))
    }
    for (const rule of Object.keys(template.Rules ?? {})) {
      // The only rule that the CDK itself adds: it requires a bootstrapped environment.
      if (rule !== 'CheckBootstrapVersion') {
        this.#refuse('template', new NotSimulatedHere(`the rule ${rule}`))
      }
    }
  }

  #setParameters(): void {
    for (const [name, definition] of Object.entries(this.#artifact.template.Parameters ?? {})) {
      const value = this.#attempt('template', () => parameterValue(name, definition))
      if (value) this.#scope.parameters.set(name, value)
    }
  }

  #inOrder(): string[] {
    return this.#attempt('template', () => inDependencyOrder(this.#dependencies)) ?? []
  }

  async #makeResource(logicalId: string, definition: ResourceDefinition): Promise<void> {
    const { types } = this.#surroundings
    const { Type, Condition, DependsOn = [] } = definition
    try {
      if (Condition !== undefined && !this.#scope.condition(Condition)) return
      const type = types.get(Type) ?? (Type.startsWith('Custom::') ? types.get(CUSTOM_RESOURCE) : undefined)
      if (!type)
        throw new NotSimulatedError(
          this.#artifact.stackName,
          logicalId,
          `the resource type ${Type}${remedyFor(Type)}`,
        )
      const policy = deletionPolicy(definition.DeletionPolicy)
      const properties = this.#propertiesOf(logicalId, definition, type)
      if ([DependsOn].flat().some(dependency => this.#scope.isRefused(dependency))) throw new RestsOnRefused()
      if (!properties) throw new RestsOnRefused()

      await this.#create(this.#resource(logicalId, Type, properties), type, policy)
    } catch (cause) {
      this.#refuse(logicalId, cause, Type)
      this.#scope.refused(logicalId)
    }
  }

  async #create(resource: Resource, type: ResourceType, deletionPolicy: DeletionPolicy): Promise<void> {
    const add = (created: CreatedResource, failure?: string) =>
      this.#stack.add(
        {
          ...{ logicalId: resource.logicalId, type: resource.type, physicalId: created.physicalId },
          deletionPolicy,
          dependencies: this.#dependencies.get(resource.logicalId) ?? new Set(),
          remove: type.delete && (() => type.delete?.({ ...resource, ...created })),
        },
        failure,
      )
    try {
      const created = await type.create(resource)
      this.#scope.made(resource.logicalId, resource.type, created)
      add(created)
    } catch (cause) {
      if (cause instanceof PartialCreationError) {
        add({ physicalId: cause.physicalId, attributes: {} }, cause.message)
      }
      throw cause
    }
  }

  #resource(logicalId: string, type: string, properties: Record<string, unknown>): Resource {
    const { stackName, assets } = this.#artifact
    return {
      type,
      stackName,
      stackId: this.#stack.id,
      logicalId,
      properties,
      physicalName: maxLength =>
        physicalName(stackName, logicalId, maxLength, this.#surroundings.account.random),
      assetDirectory: s3Key => {
        const path = assets.get(s3Key)
        if (path) return path
        throw new TemplateError(`the assembly publishes no asset under the key ${s3Key}`)
      },
    }
  }

  /** The property values; undefined if a property is refused. */
  #propertiesOf(
    logicalId: string,
    definition: ResourceDefinition,
    type: ResourceType,
  ): Record<string, unknown> | undefined {
    const properties: Record<string, unknown> = {}
    let complete = true
    const refuse = (cause: unknown, part: string) => {
      complete = false
      this.#refuse(logicalId, cause, part)
    }

    for (const attribute of Object.keys(definition)) {
      if (RESOURCE_ATTRIBUTES.includes(attribute)) continue
      refuse(new NotSimulatedHere(`the resource attribute ${attribute}`), type.type)
    }
    for (const [name, expression] of Object.entries(definition.Properties ?? {})) {
      const part = `the property ${JSON.stringify(name)} of ${type.type}`
      try {
        if (isNoValue(expression, this.#scope)) continue
        if (!isKnown(name, type)) {
          refuse(new NotSimulatedHere(`${part}${remedyFor(type.type, name)}`), '')
          continue
        }
        this.#checkExpression(expression)
        const value = evaluate(expression, this.#scope)
        if (value !== NO_VALUE) properties[name] = value
      } catch (cause) {
        refuse(cause, part)
      }
    }
    return complete ? properties : undefined
  }

  /** Checks an expression before the resources that it refers to exist. */
  #checkExpression(expression: unknown): void {
    for (const { name } of intrinsicsIn(expression)) {
      if (!isKnownFunction(name)) throw new NotSimulatedHere(`the intrinsic function ${name}`)
    }
    for (const name of referencesIn(expression)) {
      if (!this.#scope.knows(name)) throw new TemplateError(`${name} is not in the template`)
    }
  }

  #outputs(): StackOutput[] {
    return Object.entries(this.#artifact.template.Outputs ?? {}).flatMap(([key, definition]) => {
      const output = this.#attempt(`output ${key}`, () => this.#output(key, definition))
      return output ? [output] : []
    })
  }

  #output(key: string, { Value, Description, Condition, Export }: OutputDefinition): StackOutput | undefined {
    if (Condition !== undefined && !this.#scope.condition(Condition)) return undefined
    this.#checkExpression(Value)
    return {
      key,
      value: evaluateText(Value, this.#scope),
      description: Description,
      exportName: Export && evaluateText(Export.Name, this.#scope),
    }
  }

  #attempt<T>(place: string, action: () => T): T | undefined {
    try {
      return action()
    } catch (cause) {
      this.#refuse(place, cause)
      return undefined
    }
  }

  #refuse(place: string, cause: unknown, part?: string): void {
    this.#failure ??=
      cause instanceof RestsOnRefused ? 'It needs what was refused.' : `${place}: ${messageOf(cause)}`
    this.#surroundings.refusals.add(this.#artifact.stackName, place, cause, part)
  }
}

/**
 * What each resource depends on, by logical id; also by its update policy: an alias waits for its deployment group
 * (aws/aws-cdk#2231).
 */
function dependenciesIn({ Resources = {} }: Template): Map<string, ReadonlySet<string>> {
  return new Map(
    Object.entries(Resources).map(([logicalId, { DependsOn = [], Properties, UpdatePolicy }]) => [
      logicalId,
      new Set([...[DependsOn].flat(), ...referencesIn([Properties, UpdatePolicy])]),
    ]),
  )
}

function messageOf(cause: unknown): string {
  return cause instanceof Error ? cause.message : String(cause)
}

function isKnown(property: string, { simulated, inert }: ResourceType): boolean {
  return simulated === 'every property' || simulated.includes(property) || Object.hasOwn(inert, property)
}
