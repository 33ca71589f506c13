/** The result of a mail for one of its recipients. */
export interface Outcome {
  /** Whether the recipient's mail server accepted the mail. */
  readonly delivered: boolean
  readonly bounce?: Bounce
  readonly complaint?: Complaint
}

/** Members of the bounce object in an event (SES guide, "Contents of event data"). */
interface Bounce {
  readonly bounceType: 'Permanent' | 'Transient'
  readonly bounceSubType: 'General' | 'OnAccountSuppressionList' | 'Suppressed'
  /** The recipient's data in the delivery status notification. */
  readonly report?: { action: 'failed'; status: string; diagnosticCode: string }
  /** A hard bounce that a mail server reported: the address is added to the account's suppression list. */
  readonly suppresses?: true
}

/** Members of the complaint object in an event. */
interface Complaint {
  readonly complaintSubType: 'OnAccountSuppressionList' | null
  /** The data in the feedback report, if there is one. */
  readonly report?: { userAgent: string; complaintFeedbackType: 'abuse' }
}

export const DELIVERED: Outcome = { delivered: true }

/** "The recipient's email provider rejects your email with an SMTP 550 5.1.1 ("Unknown User") response code." */
export const UNKNOWN_USER: Outcome = {
  delivered: false,
  bounce: {
    bounceType: 'Permanent',
    bounceSubType: 'General',
    report: { action: 'failed', status: '5.1.1', diagnosticCode: 'smtp; 550 5.1.1 user unknown' },
  },
}

export const UNKNOWN_DOMAIN: Outcome = {
  delivered: false,
  bounce: {
    bounceType: 'Permanent',
    bounceSubType: 'General',
    report: { action: 'failed', status: '5.4.4', diagnosticCode: 'smtp; 550 5.4.4 Invalid domain' },
    suppresses: true,
  },
}

/** "The recipient's email provider accepts your email … The recipient … clicks "Mark as Spam"." */
export const COMPLAINED: Outcome = {
  delivered: true,
  complaint: {
    complaintSubType: null,
    report: { userAgent: 'Amazon SES Mailbox Simulator', complaintFeedbackType: 'abuse' },
  },
}

/** "The email provider sends an automatic response, such as an "out of the office" message." */
export const OUT_OF_OFFICE: Outcome = {
  delivered: true,
  bounce: { bounceType: 'Transient', bounceSubType: 'General' },
}

/** "Amazon SES generates a hard bounce as if the recipient's address is on the global suppression list." */
export const GLOBALLY_SUPPRESSED: Outcome = {
  delivered: false,
  bounce: {
    bounceType: 'Permanent',
    bounceSubType: 'Suppressed',
    report: {
      action: 'failed',
      status: '5.1.1',
      diagnosticCode:
        'Amazon SES has suppressed sending to this address because it has a recent history of bouncing as an invalid address.',
    },
  },
}

/** "Amazon SES has suppressed sending to this address because it is on the account-level suppression list." */
export const SUPPRESSED_FOR_BOUNCE: Outcome = {
  delivered: false,
  bounce: {
    bounceType: 'Permanent',
    bounceSubType: 'OnAccountSuppressionList',
    report: {
      action: 'failed',
      status: '5.1.1',
      diagnosticCode:
        'Amazon SES did not send the message to this address because it is on the suppression list for your account.',
    },
  },
}

/** "Amazon SES accepted the message, but didn't attempt to send it because it was on the account-level suppression list." */
export const SUPPRESSED_FOR_COMPLAINT: Outcome = {
  delivered: false,
  complaint: { complaintSubType: 'OnAccountSuppressionList' },
}
