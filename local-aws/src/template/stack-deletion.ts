import { AwsError } from '../aws-error.ts'
import type { ResourceStatus, Stack, StackResource } from './stack.ts'

/** What the services' errors for a resource that is gone have in common. */
const NOT_FOUND = /NotFound|NoSuch|NonExistent|DoesNotExist/

const LEFT_ALONE: readonly ResourceStatus[] = ['DELETE_COMPLETE', 'DELETE_SKIPPED']

/**
 * Deletes a stack's resources in the reverse order of their creation. A resource that cannot be deleted stays, and so
 * does what it depends on; the rest is deleted. Repeating it takes up what is left.
 *
 * @param retained the logical ids of resources to retain besides those with such a `DeletionPolicy`
 */
export async function deleteStack(stack: Stack, retained: ReadonlySet<string> = new Set()): Promise<void> {
  stack.enter('DELETE_IN_PROGRESS')
  const failed = await deleteResources(
    stack,
    ({ logicalId, deletionPolicy }) => deletionPolicy !== 'Delete' || retained.has(logicalId),
  )
  if (failed.length === 0) stack.enter('DELETE_COMPLETE')
  else stack.enter('DELETE_FAILED', failedToDelete(failed))
}

/**
 * Deletes what was made of a stack whose creation failed.
 *
 * @param cause why it failed
 * @returns the resources that could not be deleted
 */
export async function rollBack(stack: Stack, cause: string): Promise<StackResource[]> {
  stack.enter('ROLLBACK_IN_PROGRESS', cause)
  const failed = await deleteResources(stack, ({ deletionPolicy }) => deletionPolicy === 'Retain')
  if (failed.length === 0) stack.enter('ROLLBACK_COMPLETE')
  else stack.enter('ROLLBACK_FAILED', failedToDelete(failed))
  return failed
}

async function deleteResources(
  stack: Stack,
  isRetained: (resource: StackResource) => boolean,
): Promise<StackResource[]> {
  const failed: StackResource[] = []
  for (const resource of stack.resources.toReversed()) {
    if (LEFT_ALONE.includes(resource.status) || isNeeded(resource, stack)) continue
    if (isRetained(resource)) {
      stack.change(resource, 'DELETE_SKIPPED')
      continue
    }
    stack.change(resource, 'DELETE_IN_PROGRESS')
    const reason = await failureOf(resource)
    if (reason !== undefined) failed.push(resource)
    stack.change(resource, reason === undefined ? 'DELETE_COMPLETE' : 'DELETE_FAILED', reason)
  }
  return failed
}

/** Whether a resource that depends on it is left. */
function isNeeded({ logicalId }: StackResource, { resources }: Stack): boolean {
  return resources.some(
    ({ dependencies, status }) => dependencies.has(logicalId) && !LEFT_ALONE.includes(status),
  )
}

/** Deletes the resource. Undefined if that succeeded, or somebody else had deleted it. */
async function failureOf({ type, remove }: StackResource): Promise<string | undefined> {
  if (!remove) return `The local AWS does not simulate the deletion of ${type}.`
  try {
    await remove()
    return undefined
  } catch (error) {
    if (!(error instanceof AwsError)) return error instanceof Error ? error.message : String(error)
    if (NOT_FOUND.test(error.code)) return undefined
    return `Resource handler returned message: "${error.message} (Error Code: ${error.code})"`
  }
}

function failedToDelete(failed: readonly StackResource[]): string {
  return `The following resource(s) failed to delete: [${failed.map(({ logicalId }) => logicalId).join(', ')}]. `
}
