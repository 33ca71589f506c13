import type { Clock } from '../clock.ts'
import type { DeletionPolicy } from './deletion-policy.ts'
import type { StackParameter } from './parameters.ts'
import type { Template } from './template.ts'

/** What a stack is created from. */
export interface StackDefinition {
  readonly name: string
  /** Its ARN. */
  readonly id: string
  readonly template: Template
  readonly terminationProtection: boolean
  readonly tags: Readonly<Record<string, string>>
  readonly parameters: ReadonlyMap<string, StackParameter>
}

export type StackStatus =
  | 'CREATE_IN_PROGRESS'
  | 'CREATE_COMPLETE'
  | 'CREATE_FAILED'
  | 'ROLLBACK_IN_PROGRESS'
  | 'ROLLBACK_COMPLETE'
  | 'ROLLBACK_FAILED'
  | 'DELETE_IN_PROGRESS'
  | 'DELETE_COMPLETE'
  | 'DELETE_FAILED'

export type ResourceStatus =
  | 'CREATE_COMPLETE'
  | 'CREATE_FAILED'
  | 'DELETE_IN_PROGRESS'
  | 'DELETE_COMPLETE'
  | 'DELETE_FAILED'
  | 'DELETE_SKIPPED'

export interface StackResource {
  readonly logicalId: string
  readonly type: string
  readonly physicalId: string
  /** Milliseconds since the epoch. */
  readonly createdAt: number
  readonly deletionPolicy: DeletionPolicy
  /** The logical ids of what it depends on. */
  readonly dependencies: ReadonlySet<string>
  /** Deletes it; undefined if its type cannot be deleted here. */
  readonly remove: (() => void | Promise<void>) | undefined
  status: ResourceStatus
  statusReason: string | undefined
  /** Milliseconds since the epoch. */
  changedAt: number
}

export interface StackOutput {
  readonly key: string
  readonly value: string
  readonly description: string | undefined
  readonly exportName: string | undefined
}

/** Something that happened to a stack or to one of its resources. */
export interface StackEvent {
  readonly id: string
  /** Milliseconds since the epoch. */
  readonly at: number
  readonly logicalId: string
  readonly physicalId: string
  readonly type: string
  readonly status: StackStatus | ResourceStatus
  readonly reason: string | undefined
}

/** A stack, as CloudFormation describes it. */
export class Stack {
  readonly definition: StackDefinition
  readonly name: string
  readonly id: string
  /** Milliseconds since the epoch. */
  readonly createdAt: number
  /** In the order of creation. */
  readonly resources: StackResource[] = []
  /** The names of the exports of other stacks that it imports. */
  readonly imports = new Set<string>()
  /** Oldest first. */
  readonly events: StackEvent[] = []
  outputs: readonly StackOutput[] = []
  terminationProtection: boolean
  /** Milliseconds since the epoch. */
  deletedAt: number | undefined
  readonly #clock: Clock
  #status: StackStatus = 'CREATE_IN_PROGRESS'
  #statusReason: string | undefined

  constructor(definition: StackDefinition, clock: Clock) {
    this.definition = definition
    this.name = definition.name
    this.id = definition.id
    this.terminationProtection = definition.terminationProtection
    this.#clock = clock
    this.createdAt = clock.now()
    this.enter('CREATE_IN_PROGRESS')
  }

  get status(): StackStatus {
    return this.#status
  }

  get statusReason(): string | undefined {
    return this.#statusReason
  }

  enter(status: StackStatus, reason?: string): void {
    this.#status = status
    this.#statusReason = reason
    if (status === 'DELETE_COMPLETE') this.deletedAt = this.#clock.now()
    this.#record(
      { logicalId: this.name, physicalId: this.id, type: 'AWS::CloudFormation::Stack' },
      status,
      reason,
    )
  }

  add(
    resource: Omit<StackResource, 'status' | 'statusReason' | 'createdAt' | 'changedAt'>,
    failure?: string,
  ): void {
    const now = this.#clock.now()
    const status = failure === undefined ? 'CREATE_COMPLETE' : 'CREATE_FAILED'
    this.resources.push({ ...resource, createdAt: now, changedAt: now, status, statusReason: failure })
    this.#record(resource, status, failure)
  }

  change(resource: StackResource, status: ResourceStatus, reason?: string): void {
    resource.status = status
    resource.statusReason = reason
    resource.changedAt = this.#clock.now()
    this.#record(resource, status, reason)
  }

  #record(
    { logicalId, physicalId, type }: Pick<StackEvent, 'logicalId' | 'physicalId' | 'type'>,
    status: StackEvent['status'],
    reason: string | undefined,
  ): void {
    const id = `${logicalId}-${status}-${this.events.length + 1}`
    this.events.push({ id, at: this.#clock.now(), logicalId, physicalId, type, status, reason })
  }
}

/** The stacks in the order of creation, and their exports. */
export class Stacks {
  /** By ARN. */
  readonly #stacks = new Map<string, Stack>()

  add(stack: Stack): void {
    this.#stacks.set(stack.id, stack)
  }

  /** Those that are not deleted. */
  all(): Stack[] {
    return this.history().filter(({ status }) => status !== 'DELETE_COMPLETE')
  }

  /** All that ever were. */
  history(): Stack[] {
    return [...this.#stacks.values()]
  }

  /**
   * @param nameOrId "the name or the unique stack ID"; "deleted stacks: you must specify the unique stack ID"
   *   (DescribeStacks)
   */
  find(nameOrId: string): Stack | undefined {
    return this.#stacks.get(nameOrId) ?? this.all().find(({ name }) => name === nameOrId)
  }

  /** Every output with an export name, with its stack. */
  exports(): { stack: Stack; name: string; value: string }[] {
    return this.all().flatMap(stack =>
      stack.outputs.flatMap(({ exportName, value }) =>
        exportName === undefined ? [] : [{ stack, name: exportName, value }],
      ),
    )
  }

  /** The stacks that import an export. */
  importersOf(exportName: string): Stack[] {
    return this.all().filter(({ imports }) => imports.has(exportName))
  }
}
