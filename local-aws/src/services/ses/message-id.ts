import type { Account } from '../../account.ts'

/** An id as SES gives mails and feedback: the time, a UUID and a counter that is 0 to this day. */
export function messageId({ clock, random }: Account): string {
  return `01${clock.now().toString(16).padStart(14, '0')}-${random.uuid()}-000000`
}
