import type { Account } from '../../../account.ts'
import { AwsError } from '../../../aws-error.ts'
import { s3Error } from '../errors.ts'
import type { ObjectEvent } from '../object-events.ts'
import { Destinations, type Notified } from './destinations.ts'
import { eventDocument, testDocument } from './event-document.ts'
import { isOf } from './event-types.ts'
import type { NotificationConfiguration, NotificationRule } from './notification-rule.ts'

/** Notifies queues, topics and functions of changes to objects, according to the bucket's rules. */
export class EventNotifications {
  readonly #account: Account
  readonly #destinations: Destinations

  constructor(account: Account, notified: Notified) {
    this.#account = account
    this.#destinations = new Destinations(notified)
  }

  /** Creates the id of a rule without one. */
  newId = (): string => this.#account.random.uuid()

  /**
   * Sends a test message to every destination.
   *
   * @throws AwsError `InvalidArgument` naming the destinations that cannot be notified
   */
  checkDestinations(configuration: NotificationConfiguration, bucket: string, requestId: string): void {
    const document = testDocument(bucket, requestId, this.#account.clock.now())
    const members: Record<string, string> = {}
    let failures = 0
    for (const { kind, arn } of configuration) {
      const problem = this.#destinations.problemOf({ kind, arn }, document, bucket)
      if (problem === undefined) continue
      failures++
      members[`ArgumentName${failures}`] = arn
      members[`ArgumentValue${failures}`] = problem
    }
    if (failures === 0) return
    throw s3Error(
      400,
      'InvalidArgument',
      'Unable to validate the following destination configurations',
      members,
    )
  }

  /**
   * Sends notifications of `event` in the order of the rules. A notification that its destination refuses is lost, as
   * on S3.
   */
  notify(event: ObjectEvent, configuration: NotificationConfiguration): void {
    for (const rule of configuration) {
      if (!concerns(rule, event)) continue
      const happenedAt = this.#account.clock.now()
      const document = eventDocument(event, {
        configurationId: rule.id,
        region: this.#account.region,
        happenedAt,
      })
      try {
        this.#destinations.send(rule, document, event.bucket, event.traceHeader)
      } catch (error) {
        if (!(error instanceof AwsError)) throw error
        report(rule, event, error)
      }
    }
  }
}

function concerns(
  { events, prefix = '', suffix = '' }: NotificationRule,
  { name, key }: ObjectEvent,
): boolean {
  return events.some(type => isOf(name, type)) && key.startsWith(prefix) && key.endsWith(suffix)
}

function report({ arn }: NotificationRule, { name, bucket, key }: ObjectEvent, error: AwsError): void {
  process.stderr.write(
    `local AWS: S3 could not notify ${arn} of ${name} for ${bucket}/${key}: ${error.code}: ${error.message}\n`,
  )
}
