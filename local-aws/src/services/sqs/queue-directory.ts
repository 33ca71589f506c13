import type { Account } from '../../account.ts'
import type { Metrics } from '../../ports.ts'
import {
  invalidAddress,
  invalidAttributeName,
  invalidAttributeValue,
  invalidParameter,
  queueDeletedRecently,
  queueDoesNotExist,
  queueNameExists,
} from './errors.ts'
import { Queue, type QueueEnvironment } from './queue.ts'
import { QueueCounters } from './queue-counters.ts'
import {
  type AttributeMap,
  changeAttributes,
  defaultAttributes,
  flagOf,
  settingsFrom,
} from './queue-settings.ts'
import { allowsRedriveFrom, invalidRedrive } from './redrive-policy.ts'

const NAME = /^[\w-]{1,80}$/
const FIFO_NAME = /^[\w-]{1,75}\.fifo$/
/** "You must wait 60 seconds after deleting a queue before you can create another queue with the same name." */
const DELETED_RECENTLY_MS = 60_000

/** The queues of the account, by name. */
export class QueueDirectory {
  readonly #account: Account
  readonly #metrics: Metrics
  readonly #queues = new Map<string, Queue>()
  readonly #deletedAt = new Map<string, number>()

  constructor(account: Account, metrics: Metrics) {
    this.#account = account
    this.#metrics = metrics
  }

  all(): Iterable<Queue> {
    return this.#queues.values()
  }

  /**
   * Creates a queue, or returns the existing one of that name if none of the `given` attributes differ.
   *
   * @throws AwsError `QueueNameExists`, `QueueDeletedRecently`, or an error about the name or the attributes
   */
  create(name: string, given: AttributeMap, tags: Readonly<Record<string, string>> = {}): Queue {
    const fifo = flagOf(given.FifoQueue) === 'true'
    checkName(name, fifo)
    const attributes = changeAttributes(defaultAttributes(fifo), given, fifo)
    const existing = this.#queues.get(name)
    if (existing) return sameQueue(existing, given, attributes)
    if (this.#account.clock.now() - (this.#deletedAt.get(name) ?? -Infinity) < DELETED_RECENTLY_MS) {
      throw queueDeletedRecently()
    }
    this.#checkRedrive(attributes, this.#account.arn('sqs', name), fifo)
    const queue = new Queue(name, attributes, this.#environment(name))
    queue.tags.add(tags)
    this.#queues.set(name, queue)
    this.#deletedAt.delete(name)
    return queue
  }

  /** @throws AwsError `InvalidAttributeName`, `InvalidAttributeValue`, or an error about the redrive policy */
  configure(queue: Queue, changes: AttributeMap): void {
    checkType(queue, changes.FifoQueue)
    const attributes = changeAttributes(queue.attributes, changes, queue.fifo)
    if (changes.RedrivePolicy) this.#checkRedrive(attributes, queue.arn, queue.fifo)
    queue.configure(attributes)
  }

  delete(queue: Queue): void {
    this.#queues.delete(queue.name)
    this.#deletedAt.set(queue.name, this.#account.clock.now())
    queue.close()
  }

  /** @throws AwsError `QueueDoesNotExist` */
  byName(name: string): Queue {
    const queue = this.#queues.get(name)
    if (!queue) throw queueDoesNotExist()
    return queue
  }

  /**
   * Finds a queue by the path of its URL, `/<account>/<name>`, or by its name alone. The host is ignored, because
   * clients use several hosts for the same AWS.
   *
   * @throws AwsError `InvalidAddress`, `QueueDoesNotExist`
   */
  byUrl(url: string): Queue {
    const nameAt = url.lastIndexOf('/') + 1
    const accountAt = url.lastIndexOf('/', nameAt - 2) + 1
    if (nameAt === 0) return this.byName(url)
    if (accountAt === 0) throw invalidAddress(url)
    if (url.slice(accountAt, nameAt - 1) !== this.#account.id) throw queueDoesNotExist()
    return this.byName(url.slice(nameAt))
  }

  /** @throws AwsError `QueueDoesNotExist` */
  byArn(arn: string): Queue {
    const queue = this.findByArn(arn)
    if (!queue) throw queueDoesNotExist()
    return queue
  }

  findByArn(arn: string): Queue | undefined {
    const queue = this.#queues.get(arn.slice(arn.lastIndexOf(':') + 1))
    return queue?.arn === arn ? queue : undefined
  }

  /** The queues whose redrive policy names `deadLetterQueue`. */
  sourcesOf(deadLetterQueue: Queue): Queue[] {
    return [...this.#queues.values()].filter(
      ({ settings }) => settings.redrive?.deadLetterTargetArn === deadLetterQueue.arn,
    )
  }

  #environment(name: string): QueueEnvironment {
    return {
      account: this.#account,
      counters: new QueueCounters(this.#metrics, name),
      deadLetterQueue: (arn, sourceArn) => {
        const queue = this.findByArn(arn)
        return queue && allowsRedriveFrom(queue.settings.redriveAllow, sourceArn) ? queue : undefined
      },
    }
  }

  #checkRedrive(attributes: AttributeMap, sourceArn: string, fifo: boolean): void {
    const { redrive } = settingsFrom(attributes)
    if (!redrive) return
    const refuse = (reason: string) => invalidRedrive(attributes.RedrivePolicy as string, reason)
    const target = this.findByArn(redrive.deadLetterTargetArn)
    if (!target) throw refuse('Dead letter target does not exist')
    if (target.fifo !== fifo) throw refuse('Dead-letter queue must be same type of queue as the source')
    if (!allowsRedriveFrom(target.settings.redriveAllow, sourceArn)) {
      throw refuse(`The RedriveAllowPolicy of ${target.name} does not permit ${sourceArn} as a source queue`)
    }
  }
}

function checkName(name: string, fifo: boolean): void {
  if (name === '') throw invalidParameter('Queue name cannot be empty')
  if (fifo && !FIFO_NAME.test(name)) {
    throw invalidParameter(
      'The name of a FIFO queue can only include alphanumeric characters, hyphens, or underscores, must end with .fifo suffix and be 1 to 80 in length',
    )
  }
  if (!fifo && !NAME.test(name)) {
    throw invalidParameter(
      'Can only include alphanumeric characters, hyphens, or underscores. 1 to 80 in length',
    )
  }
}

/** The type of a queue never changes. */
function checkType(queue: Queue, flag: string | undefined): void {
  if (flag === undefined) return
  if (!queue.fifo) throw invalidAttributeName('FifoQueue')
  if (flagOf(flag) === 'true') return
  throw invalidAttributeValue('FifoQueue', 'Reason: Modifying queue type is not supported.')
}

/** @param attributes the `given` ones as a new queue would have them */
function sameQueue(existing: Queue, given: AttributeMap, attributes: AttributeMap): Queue {
  const other = Object.keys(given).find(name => existing.attributes[name] !== attributes[name])
  if (other) throw queueNameExists(other)
  return existing
}
