import type { Actions } from '../../../api/service-api.ts'
import type { QueueDirectory } from '../queue-directory.ts'
import { addPermission, removePermission } from '../queue-policy.ts'

interface PermissionInput {
  QueueUrl: string
  Label: string
}

/** `AddPermission` and `RemovePermission`: change single statements of the queue's policy. */
export function permissionActions(queues: QueueDirectory): Actions {
  return {
    AddPermission(input: PermissionInput & { AWSAccountIds: string[]; Actions: string[] }): void {
      const queue = queues.byUrl(input.QueueUrl)
      const permission = { label: input.Label, accountIds: input.AWSAccountIds, actions: input.Actions }
      queues.configure(queue, { Policy: addPermission(queue.attributes.Policy, queue.arn, permission) })
    },

    RemovePermission(input: PermissionInput): void {
      const queue = queues.byUrl(input.QueueUrl)
      queues.configure(queue, { Policy: removePermission(queue.attributes.Policy, queue.arn, input.Label) })
    },
  }
}
