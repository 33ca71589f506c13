import { nameIn } from '../clients/pipelines/name-in.ts'
import type { Pipelines } from '../clients/pipelines/pipelines.ts'
import type { Queue } from '../clients/pipelines/queues.ts'
import { serviceOf } from '../clients/pipelines/service-of.ts'
import type { Subscription } from '../clients/pipelines/subscriptions.ts'
import type { Sent } from '../clients/trail.ts'
import { verdictOn } from './filter-verdict.ts'

/** A queue that gets what was sent. */
export interface Destination {
  readonly queue: Queue
  /** The function that takes it, `shop-shipping`; undefined where none does. */
  readonly service: string | undefined
  /** Whether it gets each one; otherwise only those whose content a filter lets through. */
  readonly certain: boolean
  /** Undefined where it was sent to the queue itself. */
  readonly subscription: Subscription | undefined
}

/** The queues that get what was sent to a queue, a topic or a bucket, as these are wired now. None for a stream. */
export function destinationsOf(sent: Sent, pipelines: Pipelines): Destination[] {
  const named = pipelines.queues.filter(({ name }) => name === sent.to)
  return [
    ...named.map(queue => destination(queue, pipelines, true)),
    ...subscribed(sent, pipelines),
    ...notified(sent, pipelines),
  ]
}

/** Whether it was sent to a topic: there, that nobody gets it is a finding. */
export function isTopic({ to }: Sent, { topicArns }: Pipelines): boolean {
  return topicArns.some(arn => nameIn(arn) === to)
}

function subscribed({ to, event }: Sent, pipelines: Pipelines): Destination[] {
  return pipelines.subscriptions.flatMap(subscription => {
    const verdict = verdictOn(subscription.filter, event)
    const queue = pipelines.queues.find(({ arn }) => arn === subscription.queueArn)
    if (nameIn(subscription.topicArn) !== to || verdict === 'no' || !queue) return []
    return destination(queue, pipelines, verdict === 'yes', subscription)
  })
}

function notified({ to, event, key = '' }: Sent, pipelines: Pipelines): Destination[] {
  return pipelines.notifications.flatMap(({ bucket, queueArn, events, prefix, suffix }) => {
    const tells = events.some(each =>
      each.endsWith('*') ? event.startsWith(each.slice(0, -1)) : each === event,
    )
    const queue = pipelines.queues.find(({ arn }) => arn === queueArn)
    if (bucket !== to || !tells || !key.startsWith(prefix) || !key.endsWith(suffix) || !queue) return []
    return destination(queue, pipelines, true)
  })
}

function destination(
  queue: Queue,
  pipelines: Pipelines,
  certain: boolean,
  subscription?: Subscription,
): Destination {
  return { queue, service: serviceOf(queue.arn, pipelines), certain, subscription }
}
