import type { Account } from '../../account.ts'
import type { Metrics } from '../../ports.ts'
import { bareAddress, domainOf } from './email-address.ts'
import type { EventType } from './event-destination.ts'
import type { EventPublishing } from './event-publishing.ts'
import type { MailStore } from './inbox.ts'
import { isSimulator, simulatedOutcome } from './mailbox-simulator.ts'
import {
  DELIVERED,
  type Outcome,
  SUPPRESSED_FOR_BOUNCE,
  SUPPRESSED_FOR_COMPLAINT,
  UNKNOWN_DOMAIN,
} from './outcome.ts'
import {
  bounceEvent,
  complaintEvent,
  deliveryEvent,
  REJECTED,
  SENT,
  type SendingEvent,
} from './sending-event.ts'
import type { SentMail } from './sent-mail.ts'
import type { SuppressionList } from './suppression-list.ts'

/* How long after SES took the mail; AWS gives no figures. */
const SENT_AFTER_MS = 10
const TRANSMITTED_AFTER_MS = 300
const FEEDBACK_AFTER_MS = 1_000

/**
 * Part of the EICAR test file, which the SES guide uses to test the reject event. The complete text would trigger virus
 * scanners.
 */
const TEST_VIRUS = 'EICAR-STANDARD-ANTIVIRUS-TEST-FILE!'

/** The metrics of the account (SES guide, "Retrieving Amazon SES event data from CloudWatch"). */
const METRICS = {
  SEND: 'Send',
  REJECT: 'Reject',
  DELIVERY: 'Delivery',
  BOUNCE: 'Bounce',
  COMPLAINT: 'Complaint',
} as const satisfies Partial<Record<EventType, string>>

type CountedType = keyof typeof METRICS

/** Delivers accepted mails to their recipients and publishes the events. */
export class Transmission {
  readonly #account: Account
  readonly #mails: MailStore
  readonly #suppressions: SuppressionList
  readonly #publishing: EventPublishing
  readonly #metrics: Metrics

  constructor(
    account: Account,
    mails: MailStore,
    suppressions: SuppressionList,
    { publishing, metrics }: { publishing: EventPublishing; metrics: Metrics },
  ) {
    this.#account = account
    this.#mails = mails
    this.#suppressions = suppressions
    this.#publishing = publishing
    this.#metrics = metrics
  }

  /**
   * Delivers the mail at once; its events follow.
   *
   * @throws AwsError `BadRequestException` for a mailbox that the simulator lacks
   */
  start(mail: SentMail): void {
    const outcomes = this.#outcomes(mail)
    this.#tell(mail, 'SEND', SENT_AFTER_MS, () => SENT)
    if (hasVirus(mail)) return this.#tell(mail, 'REJECT', TRANSMITTED_AFTER_MS, () => REJECTED)
    this.#store(mail, outcomes)
    for (const [outcome, recipients] of outcomes) this.#follow(mail, outcome, recipients)
  }

  /** The recipients, without display names, by outcome. */
  #outcomes(mail: SentMail): Map<Outcome, string[]> {
    const outcomes = new Map<Outcome, string[]>()
    for (const mailbox of [...mail.to, ...mail.cc, ...mail.bcc]) {
      const address = bareAddress(mailbox)
      const outcome = this.#outcomeAt(address, mail)
      outcomes.set(outcome, [...(outcomes.get(outcome) ?? []), address])
    }
    return outcomes
  }

  #outcomeAt(address: string, mail: SentMail): Outcome {
    const reason = this.#suppressions.reasonOf(address)
    if (reason && this.#reasonsOf(mail).includes(reason)) {
      return reason === 'BOUNCE' ? SUPPRESSED_FOR_BOUNCE : SUPPRESSED_FOR_COMPLAINT
    }
    if (isSimulator(address)) return simulatedOutcome(address)
    return isNowhere(address) ? UNKNOWN_DOMAIN : DELIVERED
  }

  /** A configuration set with its own settings "will only use its own suppression settings". */
  #reasonsOf({ configurationSet }: SentMail) {
    return configurationSet?.suppressedReasons ?? this.#suppressions.reasons
  }

  #store(mail: SentMail, outcomes: ReadonlyMap<Outcome, readonly string[]>): void {
    const reached = [...outcomes].flatMap(([{ delivered }, recipients]) => (delivered ? recipients : []))
    if (reached.length === 0) return
    const { id, acceptedAt, from, to, cc, bcc, replyTo, subject, text, html, headers, tags } = mail
    const timestamp = new Date(acceptedAt).toISOString()
    this.#mails.add(
      { id, timestamp, from, to, cc, bcc, replyTo, subject, text, html, headers, tags },
      reached,
    )
  }

  #follow(mail: SentMail, { delivered, bounce, complaint }: Outcome, recipients: readonly string[]): void {
    const account = this.#account
    if (delivered) {
      this.#tell(mail, 'DELIVERY', TRANSMITTED_AFTER_MS, () => deliveryEvent(account, mail, recipients))
    }
    const feedbackAfterMs = delivered ? FEEDBACK_AFTER_MS : TRANSMITTED_AFTER_MS
    if (bounce) this.#tell(mail, 'BOUNCE', feedbackAfterMs, () => bounceEvent(account, bounce, recipients))
    if (complaint) {
      this.#tell(mail, 'COMPLAINT', feedbackAfterMs, () => complaintEvent(account, complaint, recipients))
    }
    if (bounce?.suppresses && this.#reasonsOf(mail).includes('BOUNCE')) {
      for (const address of recipients) this.#suppressions.put(address, 'BOUNCE')
    }
  }

  /** Counts the event, and schedules it only if a destination wants it. */
  #tell(mail: SentMail, type: CountedType, afterMs: number, event: () => SendingEvent): void {
    this.#metrics.put({ namespace: 'AWS/SES', name: METRICS[type], dimensions: {}, value: 1, unit: 'Count' })
    if (!this.#publishing.isWanted(type, mail)) return
    this.#account.clock.setTimer(afterMs, () => this.#publishing.publish(event(), mail))
  }
}

/** "".invalid" is intended for use in online construction of domain names that are sure to be invalid" (RFC 2606). */
function isNowhere(address: string): boolean {
  const domain = domainOf(address)
  return domain === 'invalid' || domain.endsWith('.invalid')
}

function hasVirus({ text, html }: SentMail): boolean {
  return [text, html].some(part => part?.includes(TEST_VIRUS))
}
