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

/** What became of the clips that were uploaded during the outage. */
export interface Clips {
  uploaded: readonly UploadedClip[]
  /** Why uploads failed. */
  failures: readonly string[]
  /** By video id: `encoded`, or how far it is. */
  statuses: ReadonlyMap<string, string>
}

/** Everything that was seen of a run. Times are ms since the epoch, of the stage's time. */
export interface Results {
  down: Dependency
  plan: Plan
  startedAt: number
  endedAt: number
  /** From when all was down until all was restored. */
  outage: { from: number; to: number }
  /** The time was over before the queues were empty. */
  givenUp: boolean
  consumers: readonly Consumer[]
  placed: readonly Placed[]
  /** Why clients gave up on purchases, in a few words each. */
  refusals: readonly string[]
  /** What was placed against what the witness saw shipped. */
  ledger: Ledger
  /** By purchase id, what `GET /purchases/{id}` says in the end. */
  statuses: ReadonlyMap<string, string>
  mails: MailCounts
  /** All that the stage's functions logged. */
  hops: readonly Hop[]
  queues: readonly QueueSamples[]
  deadLetters: MessageCounts
  /** Why functions gave messages up, each reason once. */
  deadLetterReasons: readonly string[]
  undelivered: MessageCounts
  /** Undefined where no clips were uploaded. */
  clips: Clips | undefined
  /** By function name, during the outage. */
  invoked: ReadonlyMap<string, Invoked>
}
