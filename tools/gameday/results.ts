import type { Ledger } from '../clients/shop/ledger.ts'
import type { Hop } from '../clients/trail.ts'
import type { UploadedClip } from './clip-uploads.ts'
import type { Consumer } from './consumer.ts'
import type { Dependency } from './dependency.ts'
import type { Invoked } from './invocations.ts'
import type { MailCounts } from './mails.ts'
import type { MessageCounts } from './message-counts.ts'
import type { QueueSamples } from './pipeline.ts'
import type { Plan } from './plan.ts'
import type { Placed } from './purchase-traffic.ts'

/** The results of the clips that were uploaded during the outage. */
export interface Clips {
  uploaded: readonly UploadedClip[]
  /** Why uploads failed. */
  failures: readonly string[]
  /** The status by video id: `encoded` if it is complete. */
  statuses: ReadonlyMap<string, string>
}

/** All observations of a run. Times are in ms since the epoch, in the stage's time. */
export interface Results {
  down: Dependency
  plan: Plan
  startedAt: number
  endedAt: number
  /** From the time when everything was down until everything was restored. */
  outage: { from: number; to: number }
  /** Whether the time limit came before the queues were empty. */
  givenUp: boolean
  consumers: readonly Consumer[]
  placed: readonly Placed[]
  /** The reasons why clients gave up purchases, in a few words each. */
  refusals: readonly string[]
  /** The placed purchases, compared with those that the witness saw shipped. */
  ledger: Ledger
  /** The status from `GET /purchases/{id}` at the end, by purchase id. */
  statuses: ReadonlyMap<string, string>
  mails: MailCounts
  /** All hops in the logs of the stage's functions. */
  hops: readonly Hop[]
  queues: readonly QueueSamples[]
  deadLetters: MessageCounts
  /** The reasons of dead letters, each once. */
  deadLetterReasons: readonly string[]
  undelivered: MessageCounts
  /** Undefined if no clips were uploaded. */
  clips: Clips | undefined
  /** The invocations during the outage, by function name. */
  invoked: ReadonlyMap<string, Invoked>
}
