import type { Account } from '../../account.ts'

/** An id in the format of SES for mails and feedback: the time, a UUID and a counter that has always been 0 so far. */
export function messageId({ clock, random }: Account): string {
  return `01${clock.now().toString(16).padStart(14, '0')}-${random.uuid()}-000000`
}
