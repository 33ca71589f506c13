import type { Clock, Timer } from '../../clock.ts'
import type { AlarmState } from './alarm-decision.ts'

/** What holds the actions of a composite alarm back, in the words of `ActionsSuppressedBy`. */
export type SuppressedBy = 'Alarm' | 'WaitPeriod' | 'ExtensionPeriod'

export interface SuppressionSettings {
  /** How long a change of state waits for the suppressor to go into ALARM. */
  waitMs: number
  /** How long changes of state are held back after the suppressor has left ALARM. */
  extensionMs: number
  suppressorInAlarm: boolean
}

/**
 * The suppression of a composite alarm's actions by another alarm (CloudWatch, *Suppressing composite alarm actions*):
 * "When a suppressor alarm changes states from OK to ALARM, its composite alarm stops taking actions."
 *
 * When actions resume, they are those of the state that the composite alarm has then; if it is the state that actions
 * were last taken for, there are none.
 */
export class ActionSuppression {
  readonly #clock: Clock
  readonly #settings: SuppressionSettings
  readonly #resume: () => void
  #by: SuppressedBy | undefined
  #timer: Timer | undefined

  /** @param resume called when a period has passed and nothing suppresses the actions any longer */
  constructor(clock: Clock, settings: SuppressionSettings, resume: () => void) {
    this.#clock = clock
    this.#settings = settings
    this.#resume = resume
    if (settings.suppressorInAlarm) this.#by = 'Alarm'
  }

  get by(): SuppressedBy | undefined {
    return this.#by
  }

  /** Whether actions that are due now have to wait. */
  delays(): boolean {
    if (this.#by === undefined) this.#start('WaitPeriod', this.#settings.waitMs)
    return this.#by !== undefined
  }

  /** The actions that waited are no longer due. */
  withdraw(): void {
    if (this.#by === 'WaitPeriod') this.stop()
  }

  suppressorChanged(state: AlarmState): void {
    if (state === 'ALARM') {
      this.stop()
      this.#by = 'Alarm'
    } else if (this.#by === 'Alarm') {
      this.#start('ExtensionPeriod', this.#settings.extensionMs)
      if (this.#by === undefined) this.#resume()
    }
  }

  stop(): void {
    this.#timer?.cancel()
    this.#timer = undefined
    this.#by = undefined
  }

  #start(by: SuppressedBy, lengthMs: number): void {
    this.stop()
    if (lengthMs === 0) return
    this.#by = by
    this.#timer = this.#clock.setTimer(lengthMs, () => {
      this.stop()
      this.#resume()
    })
  }
}
