import { domainOf } from './email-address.ts'
import { notSimulated } from './errors.ts'
import {
  COMPLAINED,
  DELIVERED,
  GLOBALLY_SUPPRESSED,
  OUT_OF_OFFICE,
  type Outcome,
  UNKNOWN_USER,
} from './outcome.ts'

const DOMAIN = 'simulator.amazonses.com'

/** The mailboxes of the simulator and their outcomes (SES guide, "Using the mailbox simulator"). */
const MAILBOXES: Readonly<Record<string, Outcome>> = {
  success: DELIVERED,
  bounce: UNKNOWN_USER,
  complaint: COMPLAINED,
  ooto: OUT_OF_OFFICE,
  suppressionlist: GLOBALLY_SUPPRESSED,
}

export function isSimulator(address: string): boolean {
  return domainOf(address) === DOMAIN
}

/**
 * The outcome at a mailbox of the simulator. It "supports labeling": `bounce+label1@…` is `bounce@…`.
 *
 * @throws AwsError `BadRequestException` for a mailbox that the simulator lacks
 */
export function simulatedOutcome(address: string): Outcome {
  const [mailbox = ''] = address.slice(0, address.lastIndexOf('@')).toLowerCase().split('+')
  const outcome = Object.hasOwn(MAILBOXES, mailbox) ? MAILBOXES[mailbox] : undefined
  if (outcome) return outcome
  throw notSimulated(
    `the mailbox ${address}; the simulator has ${Object.keys(MAILBOXES).join(', ')} at ${DOMAIN}`,
  )
}
