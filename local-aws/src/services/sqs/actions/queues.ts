import type { Actions } from '../../../api/service-api.ts'
import { queueDoesNotExist } from '../errors.ts'
import { paginate } from '../pagination.ts'
import { describeQueue } from '../queue-description.ts'
import type { QueueDirectory } from '../queue-directory.ts'
import type { AttributeMap } from '../queue-settings.ts'

interface QueueInput {
  QueueUrl: string
}

interface PageInput {
  MaxResults?: number
  NextToken?: string
}

/** The actions on queues: create, find, list, configure, purge and delete. */
export function queueActions(queues: QueueDirectory, accountId: string): Actions {
  return {
    CreateQueue(input: { QueueName: string; Attributes?: AttributeMap; tags?: Record<string, string> }) {
      return { QueueUrl: queues.create(input.QueueName, input.Attributes ?? {}, input.tags).url }
    },

    DeleteQueue({ QueueUrl }: QueueInput): void {
      queues.delete(queues.byUrl(QueueUrl))
    },

    GetQueueUrl(input: { QueueName: string; QueueOwnerAWSAccountId?: string }) {
      if ((input.QueueOwnerAWSAccountId ?? accountId) !== accountId) throw queueDoesNotExist()
      return { QueueUrl: queues.byName(input.QueueName).url }
    },

    ListQueues(input: PageInput & { QueueNamePrefix?: string }) {
      const names = [...queues.all()]
        .map(({ name }) => name)
        .filter(name => name.startsWith(input.QueueNamePrefix ?? ''))
      const { items, ...rest } = paginate(names, input)
      return {
        ...(items.length > 0 && { QueueUrls: items.map(name => queues.byName(name).url) }),
        ...rest,
      }
    },

    ListDeadLetterSourceQueues(input: QueueInput & PageInput) {
      const names = queues.sourcesOf(queues.byUrl(input.QueueUrl)).map(({ name }) => name)
      const { items, ...rest } = paginate(names, input)
      return {
        queueUrls: items.map(name => queues.byName(name).url),
        ...rest,
      }
    },

    GetQueueAttributes({ QueueUrl, AttributeNames = [] }: QueueInput & { AttributeNames?: string[] }) {
      const attributes = describeQueue(queues.byUrl(QueueUrl), AttributeNames)
      return Object.keys(attributes).length > 0 ? { Attributes: attributes } : {}
    },

    SetQueueAttributes({ QueueUrl, Attributes }: QueueInput & { Attributes: AttributeMap }): void {
      queues.configure(queues.byUrl(QueueUrl), Attributes)
    },

    PurgeQueue({ QueueUrl }: QueueInput): void {
      queues.byUrl(QueueUrl).purge()
    },
  }
}
