import type { Timer } from '../../clock.ts'
import type { ReplayPolicy } from './replay-policy.ts'

/** `ReplayStatus`, in the words of `GetSubscriptionAttributes`. */
export type ReplayStatus = 'Pending' | 'In progress' | 'Completed' | 'Failed'

/** A replay of one subscription. `Replays` makes it progress. */
export class Replay {
  readonly policy: ReplayPolicy
  status: ReplayStatus = 'Pending'
  /** In the archive, of the next message. */
  position = 0
  /** What happens next, if anything. */
  timer: Timer | undefined

  constructor(policy: ReplayPolicy) {
    this.policy = policy
  }

  /**
   * Whether the subscription gets no message as it is published. It then gets it from the archive, unless the policy has
   * an ending point: that "effectively pauses the subscription" (Understanding the EndingPoint). AWS does not say what a
   * failed replay leaves; here it pauses, too, so that no message is delivered before an older one.
   */
  get holdsBack(): boolean {
    return this.status !== 'Completed' || this.policy.endingPoint !== undefined
  }

  /** Ends it: what it has not delivered stays undelivered. */
  stop(): void {
    this.timer?.cancel()
  }
}
