import type { StackParameter } from './parameters.ts'
import type { Template } from './template.ts'

/** A stack that was created, as CloudFormation describes it. */
export interface Stack {
  readonly name: string
  /** Its ARN. */
  readonly id: string
  readonly template: Template
  readonly terminationProtection: boolean
  readonly tags: Readonly<Record<string, string>>
  /** Milliseconds since the epoch. */
  readonly createdAt: number
  readonly parameters: ReadonlyMap<string, StackParameter>
  /** In the order of creation. */
  readonly resources: readonly StackResource[]
  readonly outputs: readonly StackOutput[]
}

export interface StackResource {
  readonly logicalId: string
  readonly type: string
  readonly physicalId: string
  /** Milliseconds since the epoch. */
  readonly createdAt: number
}

export interface StackOutput {
  readonly key: string
  readonly value: string
  readonly description: string | undefined
  readonly exportName: string | undefined
}

/** The stacks in the order of creation, and their exports. */
export class Stacks {
  readonly #stacks = new Map<string, Stack>()

  add(stack: Stack): void {
    this.#stacks.set(stack.name, stack)
  }

  all(): Stack[] {
    return [...this.#stacks.values()]
  }

  /** @param nameOrId a stack's name or its ARN */
  find(nameOrId: string): Stack | undefined {
    return this.#stacks.get(nameOrId) ?? this.all().find(({ id }) => id === nameOrId)
  }

  /** Every output with an export name, with its stack. */
  exports(): { stack: Stack; name: string; value: string }[] {
    return this.all().flatMap(stack =>
      stack.outputs.flatMap(({ exportName, value }) =>
        exportName === undefined ? [] : [{ stack, name: exportName, value }],
      ),
    )
  }
}
