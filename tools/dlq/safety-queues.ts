import type { Pipelines } from '../clients/pipelines/pipelines.ts'
import type { Queue } from '../clients/pipelines/queues.ts'
import { serviceOf } from '../clients/pipelines/service-of.ts'
import { UsageError } from '../terminal/command-line.ts'

/** A queue for messages that went wrong, and the queue that they belong into. */
export interface SafetyQueue {
  readonly queue: Queue
  readonly role: 'dead-letter' | 'undelivered'
  /** Where its messages go when they are redriven. */
  readonly work: Queue
  /** The function that takes them there, `shop-shipping`. */
  readonly service: string
}

/** All queues of a stage for messages that went wrong, those of a function side by side. */
export function safetyQueues(pipelines: Pipelines): SafetyQueue[] {
  const { queues } = pipelines
  const found = queues.flatMap(work => {
    const service = serviceOf(work.arn, pipelines) ?? work.name
    const behind = (arn: string | undefined, role: SafetyQueue['role']): SafetyQueue[] =>
      queues.filter(queue => queue.arn === arn).map(queue => ({ queue, role, work, service }))
    return [
      ...behind(work.deadLetterArn, 'dead-letter'),
      ...work.undeliveredArns.flatMap(arn => behind(arn, 'undelivered')),
    ]
  })
  return found.toSorted((a, b) => a.service.localeCompare(b.service) || a.role.localeCompare(b.role))
}

/**
 * The queue that somebody means: by its name or the end of it, or by its function, whose dead-letter queue it is then.
 *
 * @throws UsageError where that is none, or several
 */
export function queueNamed(name: string, queues: readonly SafetyQueue[]): SafetyQueue {
  const byService = queues.filter(({ service, role }) => service === name && role === 'dead-letter')
  const byName = queues.filter(({ queue }) => queue.name === name || bare(queue.name).endsWith(bare(name)))
  const [only, ...others] = byService.length > 0 ? byService : byName
  if (only && others.length === 0) return only
  const choices = (only ? [only, ...others] : queues).map(({ queue, service, role }) =>
    role === 'dead-letter' ? `${service} (${queue.name})` : queue.name,
  )
  throw new UsageError(
    `${only ? 'Several queues are' : 'No queue is'} called ${JSON.stringify(name)}. Name one of:\n  ${choices.join('\n  ')}`,
  )
}

function bare(name: string): string {
  return name.replace(/\.fifo$/, '').toLowerCase()
}
