import { environmentVariable } from '../../runtime/environment.ts'
import type { WaitingTimes } from './basket.ts'

const waitMs = Number(environmentVariable('REMINDER_SECONDS')) * 1_000

/** How long after the due time a message comes: what arrived just before is read by then. */
export const READING_SECONDS = 2

/** How long baskets of this stage wait. */
export const waitingTimes: WaitingTimes = {
  waitMs,
  messageMs: Number(environmentVariable('REMINDER_MESSAGE_SECONDS')) * 1_000,
}
