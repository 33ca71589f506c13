import { logger } from '../../runtime/logger.ts'
import { reasonOf } from '../../runtime/reason.ts'

/** The minimum time between two reports, and the minimum progress in per cent: each report is a write. */
const EVERY_MS = 2_000
const STEP = 5

/** Reports progress occasionally, one report after another; a report that fails is skipped. */
export class ProgressReports {
  readonly #report: (progress: number) => Promise<void>
  #reported = 0
  #nextAt = Date.now() + EVERY_MS
  #reporting: Promise<void> = Promise.resolve()

  /** @param report receives the progress in per cent */
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

  /** Resolves when no report is in progress any more: a late report would overwrite the outcome. */
  settled(): Promise<void> {
    return this.#reporting
  }
}
