import type { Actions } from '../../../api/service-api.ts'
import type { QueueDirectory } from '../queue-directory.ts'

interface QueueInput {
  QueueUrl: string
}

/** `TagQueue`, `UntagQueue` and `ListQueueTags`. */
export function tagActions(queues: QueueDirectory): Actions {
  return {
    TagQueue({ QueueUrl, Tags }: QueueInput & { Tags: Record<string, string> }): void {
      queues.byUrl(QueueUrl).tags.add(Tags)
    },

    UntagQueue({ QueueUrl, TagKeys }: QueueInput & { TagKeys: string[] }): void {
      queues.byUrl(QueueUrl).tags.remove(TagKeys)
    },

    ListQueueTags({ QueueUrl }: QueueInput): { Tags?: Record<string, string> } {
      const tags = queues.byUrl(QueueUrl).tags.all()
      return Object.keys(tags).length > 0 ? { Tags: tags } : {}
    },
  }
}
