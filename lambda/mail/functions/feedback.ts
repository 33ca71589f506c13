import { MetricUnit } from '@aws-lambda-powertools/metrics'
import type { SesBounce, SesComplaint, SesMail } from '../../contracts/ses-feedback.ts'
import { standardQueueHandler } from '../../queue/batch.ts'
import type { Facts } from '../../runtime/hop.ts'
import { metrics } from '../../runtime/metrics.ts'
import { type SesFeedback, sesEvents } from '../ses-events.ts'
import { knownBounce, taggedId } from '../ses-words.ts'
import { type Suppression, suppress } from '../suppression-table.ts'

/**
 * Records the addresses that the mailer skips: those where mail bounces permanently, and those of people who
 * complained. Transient bounces are only counted.
 *
 * Events of other kinds are only counted, too. They arrive if SES is configured to send them, including new kinds. As
 * dead letters that cannot be redriven, they would only hide those that matter.
 */
export const handler = standardQueueHandler({
  messages: sesEvents,
  identify: ({ mail }) => (mail ? factsOf(mail) : {}),
  consume,
})

type Counted = 'PermanentBounces' | 'TransientBounces' | 'Complaints' | 'OtherFeedback'

function consume(feedback: SesFeedback): Promise<Facts> {
  switch (feedback.kind) {
    case 'bounce':
      return takeBounce(feedback.bounce, feedback.mail)
    case 'complaint':
      return takeComplaint(feedback.complaint, feedback.mail)
    case 'other':
      count('OtherFeedback')
      return Promise.resolve({})
  }
}

async function takeBounce(
  { bounceType, bounceSubType, bouncedRecipients, timestamp }: SesBounce,
  mail: SesMail,
): Promise<Facts> {
  const facts = { bounceType: knownBounce(bounceType), bounceSubType: knownBounce(bounceSubType) }
  // "Undetermined" is treated like "Transient": SES could not tell why.
  if (bounceType !== 'Permanent') {
    count('TransientBounces')
    return facts
  }
  await suppressAll(bouncedRecipients, suppression('bounce', bounceSubType, timestamp, mail))
  count('PermanentBounces')
  return { ...facts, suppressed: 'bounce' }
}

async function takeComplaint(
  { complainedRecipients, complaintSubType, complaintFeedbackType, timestamp }: SesComplaint,
  mail: SesMail,
): Promise<Facts> {
  // "not-spam": "the entity providing the report does not consider the message to be spam".
  if (complaintFeedbackType === 'not-spam') {
    count('OtherFeedback')
    return { complaint: 'not-spam' }
  }
  const detail = complaintSubType ?? complaintFeedbackType ?? 'none'
  await suppressAll(complainedRecipients, suppression('complaint', detail, timestamp, mail))
  count('Complaints')
  return { suppressed: 'complaint' }
}

function suppression(
  reason: Suppression['reason'],
  detail: string,
  timestamp: string,
  { messageId }: SesMail,
): Omit<Suppression, 'address'> {
  return { reason, detail, at: new Date(timestamp).toISOString(), sesMessageId: messageId }
}

async function suppressAll(
  recipients: readonly { emailAddress: string }[],
  why: Omit<Suppression, 'address'>,
): Promise<void> {
  await Promise.all(recipients.map(({ emailAddress }) => suppress({ address: emailAddress, ...why })))
}

function factsOf(mail: SesMail): Facts {
  const emailId = taggedId(mail, 'emailId')
  return { sesMessageId: mail.messageId, ...(emailId && { emailId }) }
}

function count(what: Counted): void {
  metrics.addMetric(what, MetricUnit.Count, 1)
}
