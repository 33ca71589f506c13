import type { Connection } from '../clients/connection.ts'
import { nameIn } from '../clients/pipelines/name-in.ts'
import type { Pipelines } from '../clients/pipelines/pipelines.ts'
import type { Queue } from '../clients/pipelines/queues.ts'
import type { Sent } from '../clients/trail.ts'
import { duration } from '../terminal/duration.ts'
import type { Following, Missing } from './following.ts'
import { heldBackBy } from './held-back.ts'
import { obstaclesOf } from './obstacles.ts'
import { isEmpty, loadOf } from './queue-load.ts'
import { inSafety } from './safety-queues.ts'
import type { Stay } from './stay.ts'
import { isUploaded } from './uploaded.ts'

/** A message that has not come to its end, and where it is. */
export interface Whereabouts {
  /** The function that should have it; undefined where none takes it. */
  readonly service: string | undefined
  readonly event: string
  readonly count: number
  /** `waiting` goes on by itself; `stuck` needs somebody. */
  readonly state: 'waiting' | 'stuck'
  /** The queue, the topic or the bucket, by its name; or the API. */
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
    place: 'the API',
    since: last.doneAt,
    because: [
      `the request ${last.outcome === 'failed' ? 'failed' : 'was refused'}: ${last.reason ?? 'no reason was logged'}`,
      'the client has to repeat it',
    ],
    inferred: false,
  }
}

async function whereMissing(missing: Missing, subject: Case): Promise<Whereabouts> {
  const { dispatch, destination, count } = missing
  const { sender, sent } = dispatch
  const { queue, service, subscription } = destination
  const found = { service, event: sent.event, count, since: sender.doneAt }
  const upload = await notUploaded(sent, queue, subject)
  if (upload) return { ...found, ...upload }
  const safety = await inSafety(queue, subscription?.undeliveredArn, { ...subject, ...subject.pipelines })
  if (safety.place !== undefined) {
    return { ...found, state: 'stuck', place: safety.place, because: safety.because, inferred: false }
  }
  const obstacles = await obstaclesOf(queue, subject.pipelines, subject.connection)
  const age = subject.now.getTime() - Date.parse(sender.doneAt)
  const isGone = isEmpty(queue) && age > GRACE_MS
  return {
    ...found,
    state: obstacles.length > 0 || isGone ? 'stuck' : 'waiting',
    place: queue.name,
    because: [
      ...obstacles,
      ...(await before(service, queue, subject)),
      ...(isEmpty(queue) ? [emptiness(queue, age)] : await load(queue, subject)),
      ...safety.because,
    ],
    inferred: true,
  }
}

/** Of what a client sends: whether it is still the client's turn. */
async function notUploaded(
  { by, to, key }: Sent,
  queue: Queue,
  { connection }: Case,
): Promise<Pick<Whereabouts, 'state' | 'place' | 'because' | 'inferred'> | undefined> {
  if (by !== 'client' || key === undefined) return undefined
  const uploaded = await isUploaded(connection, to, key)
  if (uploaded === true || (uploaded === undefined && !isEmpty(queue))) return undefined
  const because =
    uploaded === false
      ? `the client has not put ${key} into the bucket`
      : `the client has not put ${key} into the bucket, or the bucket did not tell ${queue.name}`
  return { state: 'waiting', place: to, because: [because], inferred: uploaded === undefined }
}

function emptiness({ retentionSeconds }: Queue, age: number): string {
  if (age > retentionSeconds * 1_000) {
    return `the queue is empty: it keeps a message for ${duration(retentionSeconds * 1_000)}, and this one is older`
  }
  return age > GRACE_MS
    ? 'the queue is empty: the message was deleted there, and no function has logged it'
    : 'the queue is empty: the message has just been taken, and its hop is not logged yet'
}

async function whereRetried(stay: Stay, subject: Case): Promise<Whereabouts> {
  const { service, event, last } = stay
  const found = { service, event, count: 1, since: stay.first.sentAt, inferred: true }
  const outage = last.waitsFor ? `it waits for ${last.waitsFor}: ` : ''
  const why = `${outage}${last.reason ?? 'no reason was logged'} (received ${last.receiveCount} times)`
  const queue = queueOf(service, subject.pipelines)
  if (!queue) return { ...found, state: 'stuck', place: 'a queue without a function', because: [why] }
  const safety = isEmpty(queue)
    ? await inSafety(queue, undefined, { ...subject, ...subject.pipelines })
    : undefined
  if (safety?.place !== undefined) {
    return {
      ...found,
      state: 'stuck',
      place: safety.place,
      because: [why, ...safety.because],
      inferred: false,
    }
  }
  const obstacles = await obstaclesOf(queue, subject.pipelines, subject.connection)
  const ahead = last.reason?.startsWith('HeldBack') ? await before(service, queue, subject) : []
  return {
    ...found,
    state: obstacles.length > 0 ? 'stuck' : 'waiting',
    place: queue.name,
    because: [...obstacles, why, ...ahead],
  }
}

function buried({ service, event, last }: Stay, { pipelines }: Case): Whereabouts {
  const { deadLetterQueueUrl = '' } = pipelines.functions.find(each => each.service === service) ?? {}
  const name = nameIn(deadLetterQueueUrl)
  const queue = pipelines.queues.find(queue => queue.name === name)
  const gone = queue !== undefined && isEmpty(queue)
  return {
    service,
    event,
    count: 1,
    state: 'stuck',
    place: name,
    since: last.doneAt,
    because: [
      last.reason ?? 'no reason was logged',
      ...(gone ? ['that queue is empty: the dead letter was dropped, or redriven and not logged yet'] : []),
    ],
    inferred: true,
  }
}

async function before(
  service: string | undefined,
  { fifo }: Queue,
  { connection, pipelines: { stage }, stays, correlationId }: Case,
): Promise<string[]> {
  if (!fifo || service === undefined) return []
  return heldBackBy(service, stays, { connection, stage, correlationId })
}

function load(queue: Queue, { pipelines, connection }: Case): Promise<string[]> {
  return loadOf(queue, pipelines, connection)
}

function queueOf(service: string, { functions, sources, queues }: Pipelines): Queue | undefined {
  const name = functions.find(each => each.service === service)?.name
  const arn = sources.find(({ functionName }) => functionName === name)?.arn
  return queues.find(queue => queue.arn === arn)
}
