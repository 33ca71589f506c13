import type { Account } from '../account.ts'
import { Conditions } from './conditions.ts'
import { NO_VALUE, type Scope } from './intrinsics.ts'
import type { StackParameter } from './parameters.ts'
import { type Refusals, RestsOnRefused } from './refusals.ts'
import type { CreatedResource } from './resource-type.ts'
import type { Stacks } from './stack.ts'
import { NotSimulatedHere, type Template, TemplateError } from './template.ts'

const PSEUDO_PARAMETERS = [
  'AWS::AccountId',
  'AWS::NoValue',
  'AWS::Partition',
  'AWS::Region',
  'AWS::StackId',
  'AWS::StackName',
  'AWS::URLSuffix',
]

/** Resolves the names in one stack's template while its resources are created. */
export class StackScope implements Scope {
  readonly parameters = new Map<string, StackParameter>()
  readonly #pseudo: ReadonlyMap<string, unknown>
  readonly #account: Account
  readonly #template: Template
  readonly #conditions: Conditions
  readonly #stacks: Stacks
  readonly #refusals: Refusals
  readonly #made = new Map<string, { type: string; resource: CreatedResource }>()
  readonly #refused = new Set<string>()
  /** The names of the exports that the template has imported so far. */
  readonly imports = new Set<string>()

  constructor(
    stack: { name: string; id: string },
    template: Template,
    { account, stacks, refusals }: { account: Account; stacks: Stacks; refusals: Refusals },
  ) {
    this.#account = account
    this.#template = template
    this.#conditions = new Conditions(template.Conditions)
    this.#stacks = stacks
    this.#refusals = refusals
    const values = [account.id, NO_VALUE, 'aws', account.region, stack.id, stack.name, 'amazonaws.com']
    this.#pseudo = new Map(PSEUDO_PARAMETERS.map((name, index) => [name, values[index]]))
  }

  /** Records that the resource `logicalId` exists. */
  made(logicalId: string, type: string, resource: CreatedResource): void {
    this.#made.set(logicalId, { type, resource })
  }

  /** Records that the resource `logicalId` was refused; resources that need it throw {@link RestsOnRefused}. */
  refused(logicalId: string): void {
    this.#refused.add(logicalId)
  }

  isRefused(logicalId: string): boolean {
    return this.#refused.has(logicalId)
  }

  /** Whether the template defines `name`, even if the resource does not exist yet. */
  knows(name: string): boolean {
    const { Resources, Parameters = {} } = this.#template
    return this.#pseudo.has(name) || Object.hasOwn(Parameters, name) || Object.hasOwn(Resources, name)
  }

  ref(name: string): unknown {
    if (this.#pseudo.has(name)) return this.#pseudo.get(name)
    const parameter = this.parameters.get(name)
    return parameter ? parameter.value : this.#resource(name).resource.physicalId
  }

  attribute(logicalId: string, attribute: string): string {
    const { type, resource } = this.#resource(logicalId)
    if (Object.hasOwn(resource.attributes, attribute)) return resource.attributes[attribute] as string
    if (type.startsWith('Custom::') || type === 'AWS::CloudFormation::CustomResource') {
      throw new TemplateError(
        `the custom resource ${logicalId} responded without the attribute ${JSON.stringify(attribute)}: its function must return it in Data`,
      )
    }
    throw new NotSimulatedHere(`the attribute ${JSON.stringify(attribute)} of ${logicalId}, a ${type}`)
  }

  mapping(map: string, topLevelKey: string, secondLevelKey: string): unknown {
    const value = this.#template.Mappings?.[map]?.[topLevelKey]?.[secondLevelKey]
    if (value !== undefined) return value
    throw new TemplateError(`there is no ${map}/${topLevelKey}/${secondLevelKey} in the mappings`)
  }

  condition(name: string): boolean {
    return this.#conditions.holds(name, this)
  }

  exported(name: string): string {
    const found = this.#stacks.exports().find(exported => exported.name === name)
    if (!found) return this.#missing(`No export named ${name} found`)
    this.imports.add(name)
    return found.value
  }

  stackOutput(stackName: string, outputName: string, region = this.#account.region): string {
    if (region !== this.#account.region) {
      throw new NotSimulatedHere(
        `Fn::GetStackOutput from ${region}: all stacks are in ${this.#account.region}`,
      )
    }
    const output = this.#stacks.find(stackName)?.outputs.find(({ key }) => key === outputName)
    return output ? output.value : this.#missing(`The stack ${stackName} has no output ${outputName}`)
  }

  #resource(logicalId: string): { type: string; resource: CreatedResource } {
    const made = this.#made.get(logicalId)
    if (made) return made
    if (this.#refused.has(logicalId)) throw new RestsOnRefused()
    throw new TemplateError(`${logicalId} is not made: its condition is false, or the template lacks it`)
  }

  /** After a refusal, the refused resource may be the reason why something is missing. */
  #missing(message: string): never {
    throw this.#refusals.any ? new RestsOnRefused() : new TemplateError(message)
  }
}
