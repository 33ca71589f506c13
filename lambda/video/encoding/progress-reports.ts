import { logger } from '../../runtime/logger.ts'
import { reasonOf } from '../../runtime/reason.ts'

/** Seconds by `Date` between two reports, and the per cents that have to be between them: each one is a write. */
const EVERY_MS = 2_000
const STEP = 5

/** Tells of progress now and then, one report after the other; one that fails is left out. */
export class ProgressReports {
  readonly #report: (progress: number) => Promise<void>
  #reported = 0
  #nextAt = Date.now() + EVERY_MS
  #reporting: Promise<void> = Promise.resolve()

  /** @param report takes per cent */
  constructor(report: (progress: number) => Promise<void>) {
    this.#report = report
  }

  /** @param share from 0 to 1 */
  progressed(share: number): void {
    const progress = Math.floor(share * 100)
    if (progress < this.#reported + STEP || Date.now() < this.#nextAt) return
    this.#reported = progress
    this.#nextAt = Date.now() + EVERY_MS
    this.#reporting = this.#reporting
      .then(() => this.#report(progress))
      .catch(error => logger.warn('progress was not reported', { reason: reasonOf(error) }))
  }

  /** Resolves when no report is under way any more: one that came late would overwrite what comes after. */
  settled(): Promise<void> {
    return this.#reporting
  }
}
