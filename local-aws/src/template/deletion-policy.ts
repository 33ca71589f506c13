import { NotSimulatedHere, TemplateError } from './template.ts'

/**
 * What becomes of a resource when its stack is deleted: `RetainExceptOnCreate` retains it, unless its own creation is
 * rolled back.
 *
 * @see https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-attribute-deletionpolicy.html
 */
export type DeletionPolicy = (typeof POLICIES)[number]

const POLICIES = ['Delete', 'Retain', 'RetainExceptOnCreate'] as const

/**
 * @param given the attribute `DeletionPolicy`; without it, all types here are deleted
 * @throws TemplateError for anything but a policy
 */
export function deletionPolicy(given: unknown = 'Delete'): DeletionPolicy {
  if (given === 'Snapshot') throw new NotSimulatedHere('the DeletionPolicy "Snapshot"')
  const policy = POLICIES.find(policy => policy === given)
  if (policy) return policy
  throw new TemplateError(
    `the DeletionPolicy must be one of ${POLICIES.join(', ')}, not ${JSON.stringify(given)}`,
  )
}
