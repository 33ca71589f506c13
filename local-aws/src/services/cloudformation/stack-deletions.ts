import type { Stack, Stacks } from '../../template/stack.ts'
import { deleteStack } from '../../template/stack-deletion.ts'
import { notSimulated, validationError } from './errors.ts'

export interface DeleteStackInput {
  StackName: string
  RetainResources?: string[]
  DeletionMode?: string
}

/** Deletes stacks in the background, as CloudFormation does. */
export class StackDeletions {
  readonly #stacks: Stacks
  readonly #running = new Set<Promise<void>>()

  constructor(stacks: Stacks) {
    this.#stacks = stacks
  }

  /**
   * Begins to delete a stack. One that does not exist, or that is being deleted, is no error.
   *
   * @throws AwsError `ValidationError` for a protected stack, and for resources to retain that cannot be
   */
  begin({ StackName, RetainResources = [], DeletionMode = 'STANDARD' }: DeleteStackInput): void {
    if (DeletionMode !== 'STANDARD')
      throw notSimulated(`the DeletionMode ${DeletionMode}: use RetainResources`)
    const stack = this.#stacks.find(StackName)
    if (!stack || stack.status === 'DELETE_COMPLETE' || stack.status === 'DELETE_IN_PROGRESS') return
    if (stack.terminationProtection) {
      throw validationError(`Stack [${stack.name}] cannot be deleted while TerminationProtection is enabled`)
    }
    const retained = new Set(RetainResources)
    checkRetained(stack, retained)
    checkDeletable(stack, retained)
    if (this.#refuseForImporters(stack)) return
    const running = deleteStack(stack, retained)
    this.#running.add(running)
    void running.finally(() => this.#running.delete(running))
  }

  /** Resolves when no deletion is in progress. */
  async settled(): Promise<void> {
    await Promise.all(this.#running)
  }

  /**
   * A stack whose exports are imported keeps its status, and gets the reason (github.com/aws/aws-cdk/issues/604 shows
   * what AWS answers).
   */
  #refuseForImporters(stack: Stack): boolean {
    for (const { exportName } of stack.outputs) {
      const importers = exportName === undefined ? [] : this.#stacks.importersOf(exportName)
      if (importers.length === 0) continue
      const names = importers.map(({ name }) => name).join(' and ')
      stack.enter(stack.status, `Export ${exportName} cannot be deleted as it is in use by ${names}`)
      return true
    }
    return false
  }
}

function checkRetained(stack: Stack, retained: ReadonlySet<string>): void {
  if (retained.size === 0) return
  if (stack.status !== 'DELETE_FAILED') {
    throw validationError(
      `Invalid operation on stack [${stack.name}]. When you delete a stack, specify which resources to retain only when the stack is in the DELETE_FAILED state.`,
    )
  }
  for (const logicalId of retained) {
    const resource = stack.resources.find(resource => resource.logicalId === logicalId)
    if (!resource) throw validationError(`Resource ${logicalId} does not exist for stack ${stack.name}`)
    if (resource.status === 'DELETE_COMPLETE') {
      throw validationError(
        'The specified resources to retain must be in a valid state. Do not specify resources that are in the DELETE_COMPLETE state.',
      )
    }
  }
}

function checkDeletable({ name, resources }: Stack, retained: ReadonlySet<string>): void {
  const other = resources.find(
    ({ remove, logicalId, deletionPolicy }) =>
      !remove && deletionPolicy === 'Delete' && !retained.has(logicalId),
  )
  if (other)
    throw notSimulated(`the deletion of ${other.type}, as ${other.logicalId} of the stack ${name} is`)
}
