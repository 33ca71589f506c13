import type { MailType } from '../contracts/email-events.ts'
import { Unavailable } from '../runtime/unavailable.ts'
import { SendingPaused } from './ses.ts'

/**
 * Which types of mail SES has paused, as one invocation learns of it. One answer holds for the rest of the batch, so that
 * mails which cannot be sent take no time from those which can.
 */
export class SendingPauses {
  readonly #pauses = new Map<MailType, SendingPaused>()

  /** @throws Unavailable while SES pauses this type: the mail waits, and the alarm `waiting-for-ses` tells of it */
  async unlessPaused(type: MailType, send: () => Promise<string>): Promise<string> {
    const known = this.#pauses.get(type)
    if (known) throw waiting(type, known)
    try {
      return await send()
    } catch (error) {
      if (!(error instanceof SendingPaused)) throw error
      this.#pauses.set(type, error)
      throw waiting(type, error)
    }
  }
}

function waiting(type: MailType, cause: SendingPaused): Unavailable {
  return new Unavailable('ses', `${type} mail is paused: ${cause.message}`, { cause })
}
