import type { Connection } from '../clients/connection.ts'
import { peekDeadLetters } from '../clients/dead-letters.ts'
import { nameIn } from '../clients/pipelines/name-in.ts'
import type { Pipelines } from '../clients/pipelines/pipelines.ts'
import type { Queue } from '../clients/pipelines/queues.ts'
import { findTrail, type Hop } from '../clients/trail.ts'
import type { Following, Missing } from './following.ts'
import { obstaclesOf } from './obstacles.ts'
import { type Stay, staysOf } from './stay.ts'

/** A message that has not come to its end, and where it is. */
export interface Whereabouts {
  /** The function that should have it; undefined where none takes it. */
  readonly service: string | undefined
  readonly event: string
  readonly count: number
  /** `waiting` goes on by itself; `stuck` needs somebody. */
  readonly state: 'waiting' | 'stuck'
  /** The queue, the topic or the bucket, by its name. */
  readonly place: string
  /** Since when, ISO 8601. */
  readonly since: string
  /** Each a reason why it is there. */
  readonly because: readonly string[]
  /** Whether that follows from the trail: SQS does not tell what is in a queue. */
  readonly inferred: boolean
}

/** What the trail, the wiring and the services say of one purchase, video or post. */
export interface Case {
  readonly connection: Connection
  readonly pipelines: Pipelines
  readonly correlationId: string
  readonly stays: readonly Stay[]
  readonly now: Date
}

/** How long it may take from a hop until CloudWatch Logs finds its line. */
const GRACE_MS = 60_000

/** Where everything is that has not come to its end. */
export async function whereaboutsOf(following: Following, subject: Case): Promise<Whereabouts[]> {
  const { missing, retried, deadLettered, refused, unclaimed } = following
  const all = await Promise.all([
    ...refused.map(async stay => notAnswered(stay)),
    ...missing.map(each => whereMissing(each, subject)),
    ...retried.map(stay => whereRetried(stay, subject)),
    ...deadLettered.map(async stay => buried(stay, subject)),
  ])
  const lost = unclaimed.map(
    ({ sender, sent }): Whereabouts => ({
      service: undefined,
      event: sent.event,
      count: sent.count,
      state: 'stuck',
      place: sent.to,
      since: sender.doneAt,
      because: ['no subscription of the topic takes it: look at their filters'],
      inferred: false,
    }),
  )
  return [...all, ...lost].toSorted((a, b) => a.since.localeCompare(b.since))
}

function notAnswered({ service, event, last }: Stay): Whereabouts {
  return {
    service,
    event,
    count: 1,
    state: 'stuck',
    place: 'with the client',
    since: last.doneAt,
    because: [`the request was ${last.outcome}: ${last.reason ?? 'no reason was logged'}`],
    inferred: false,
  }
}

async function whereMissing(missing: Missing, subject: Case): Promise<Whereabouts> {
  const { dispatch, destination, count } = missing
  const { sender, sent } = dispatch
  const { queue, service } = destination
  const found = { service, event: sent.event, count, since: sender.doneAt }
  if (sent.by === 'client' && queue.depth.waiting + queue.depth.inFlight === 0) {
    const because = [
      `the client has not put ${sent.key} into the bucket, or the bucket did not tell the queue`,
    ]
    return { ...found, state: 'waiting', place: sent.to, because, inferred: true }
  }
  const elsewhere = await inSafety(missing, subject)
  if (elsewhere) return { ...found, ...elsewhere }
  const obstacles = await obstaclesOf(queue, subject.pipelines, subject.connection)
  const before = await heldBackBy(service, queue, subject)
  const because = [...obstacles, ...before, ...depthOf(queue)]
  const gone = isEmpty(queue) && subject.now.getTime() - Date.parse(sender.doneAt) > GRACE_MS
  const state = obstacles.length > 0 || gone ? 'stuck' : 'waiting'
  return { ...found, state, place: queue.name, because, inferred: true }
}

/** In the queue for what SNS could not deliver, or in that for what was received too often. */
async function inSafety(
  { destination: { queue, subscription } }: Missing,
  { connection, pipelines, correlationId }: Case,
): Promise<Pick<Whereabouts, 'state' | 'place' | 'because' | 'inferred'> | undefined> {
  const safety = pipelines.queues.filter(
    ({ arn }) => arn === subscription?.undeliveredArn || arn === queue.deadLetterArn,
  )
  for (const { name, url, role, depth } of safety) {
    if (depth.waiting + depth.inFlight === 0) continue
    const letters = await peekDeadLetters(connection, url)
    if (!letters.some(({ body }) => body.includes(correlationId))) continue
    const why =
      role === 'undelivered' ? `SNS could not deliver it to ${queue.name}` : 'it was received too often'
    return { state: 'stuck', place: name, because: [why], inferred: false }
  }
  return undefined
}

async function whereRetried(stay: Stay, subject: Case): Promise<Whereabouts> {
  const { service, event, last } = stay
  const queue = queueOf(service, subject.pipelines)
  const obstacles = queue ? await obstaclesOf(queue, subject.pipelines, subject.connection) : []
  const before = last.reason?.startsWith('HeldBack') && queue ? await heldBackBy(service, queue, subject) : []
  const outage = last.waitsFor ? `it waits for ${last.waitsFor}: ` : ''
  const why = `${outage}${last.reason ?? 'no reason was logged'} (received ${last.receiveCount} times)`
  return {
    service,
    event,
    count: 1,
    state: obstacles.length > 0 ? 'stuck' : 'waiting',
    place: queue?.name ?? 'its queue',
    since: stay.first.sentAt,
    because: [...obstacles, why, ...before],
    inferred: true,
  }
}

function buried({ service, event, last }: Stay, { pipelines }: Case): Whereabouts {
  const { deadLetterQueueUrl = '' } = pipelines.functions.find(each => each.service === service) ?? {}
  return {
    service,
    event,
    count: 1,
    state: 'stuck',
    place: nameIn(deadLetterQueueUrl),
    since: last.doneAt,
    because: [last.reason ?? 'no reason was logged'],
    inferred: true,
  }
}

/** An earlier message of the same group that is tried again and again. */
async function heldBackBy(
  service: string | undefined,
  { fifo }: Queue,
  { connection, pipelines: { stage }, stays, correlationId }: Case,
): Promise<string[]> {
  const { group, sentAt } = stays.flatMap(({ hops }) => hops).find(hop => hop.group !== undefined) ?? {}
  if (!fifo || group === undefined || service === undefined || sentAt === undefined) return []
  const since = new Date(Date.parse(sentAt) - LONGEST_WAIT_MS)
  const before = staysOf(await findTrail(connection, { stage, service, group, since })).filter(
    ({ last, first }) =>
      last.outcome === 'retry' &&
      first.correlationId !== correlationId &&
      first.sentAt <= sentAt &&
      isTried(last),
  )
  const [head] = before
  if (!head) return []
  const id = head.hops.find(hop => hop.correlationId)?.correlationId ?? head.messageId
  return [`it is behind ${id} of the group ${group}, which is tried again: ${head.last.reason}`]
}

/** How long a message may have been in a queue: none is kept for longer. */
const LONGEST_WAIT_MS = 14 * 86_400_000

function isTried({ reason = '' }: Hop): boolean {
  return !reason.startsWith('HeldBack')
}

function isEmpty({ depth: { waiting, inFlight, delayed } }: Queue): boolean {
  return waiting + inFlight + delayed === 0
}

function depthOf(queue: Queue): string[] {
  const { waiting, inFlight, delayed } = queue.depth
  if (isEmpty(queue)) {
    return [
      'the queue is empty: the message was deleted, or has just been taken and its hop is not logged yet',
    ]
  }
  const parts = [
    ...(waiting > 0 ? [`${waiting} wait`] : []),
    ...(inFlight > 0 ? [`${inFlight} in flight`] : []),
    ...(delayed > 0 ? [`${delayed} delayed`] : []),
  ]
  return [`in the queue: ${parts.join(', ')}`]
}

function queueOf(service: string, { functions, sources, queues }: Pipelines): Queue | undefined {
  const name = functions.find(each => each.service === service)?.name
  const arn = sources.find(({ functionName }) => functionName === name)?.arn
  return queues.find(queue => queue.arn === arn)
}
