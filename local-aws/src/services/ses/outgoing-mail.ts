import type { EmailContent, MessageTag, SendEmailRequest } from '@aws-sdk/client-sesv2'
import { emailAddress } from './email-address.ts'
import { badRequest, notSimulated } from './errors.ts'
import type { ReceivedMail } from './inbox.ts'
import { addedHeaders } from './message-headers.ts'

/** "The combined number of To:, CC: and BCC: email addresses cannot exceed 50" (SES API reference). */
const MAX_RECIPIENTS = 50
/** "40 MB per message" with the SES v2 API. */
const MAX_MESSAGE_BYTES = 40 * 1024 * 1024
const TAG = /^[A-Za-z0-9_-]{1,256}$/

/** A validated mail in a request. */
export type OutgoingMail = Omit<ReceivedMail, 'id' | 'timestamp'>

/**
 * @throws AwsError `BadRequestException` for requests that SES would refuse, and for features that are not simulated
 */
export function outgoingMail(input: SendEmailRequest): OutgoingMail {
  const { FromEmailAddress: from, Destination, ReplyToAddresses: replyTo = [] } = input
  if (!from) throw badRequest('FromEmailAddress is missing.')
  const to = Destination?.ToAddresses ?? []
  const cc = Destination?.CcAddresses ?? []
  const bcc = Destination?.BccAddresses ?? []
  const recipients = to.length + cc.length + bcc.length
  if (recipients === 0) throw badRequest('Destination must have at least one recipient.')
  if (recipients > MAX_RECIPIENTS) throw badRequest(`Recipient count exceeds ${MAX_RECIPIENTS}.`)
  for (const mailbox of [from, ...to, ...cc, ...bcc, ...replyTo]) emailAddress(mailbox)
  if (input.ListManagementOptions) throw notSimulated('ListManagementOptions')
  if (input.EndpointId) throw notSimulated('multi-region endpoints')
  const content = simpleContent(input.Content)
  return { from, to, cc, bcc, replyTo, ...content, tags: tags(input.EmailTags) }
}

function simpleContent(
  content: EmailContent | undefined,
): Pick<OutgoingMail, 'subject' | 'text' | 'html' | 'headers'> {
  if (content?.Raw) throw notSimulated('raw messages: send a Simple one')
  if (content?.Template) throw notSimulated('e-mail templates: send a Simple message')
  const message = content?.Simple
  if (!message) throw badRequest('Content.Simple is missing.')
  if (message.Attachments?.length) throw notSimulated('attachments')
  const subject = message.Subject?.Data
  const text = message.Body?.Text?.Data
  const html = message.Body?.Html?.Data
  if (typeof subject !== 'string') throw badRequest('Content.Simple.Subject is missing.')
  if (text === undefined && html === undefined) {
    throw badRequest('Content.Simple.Body must have Text or Html.')
  }
  checkOneLine(subject)
  const bytes = [subject, text, html].reduce((sum, part) => sum + Buffer.byteLength(part ?? ''), 0)
  if (bytes > MAX_MESSAGE_BYTES) {
    throw badRequest(`Message length is more than ${MAX_MESSAGE_BYTES} bytes long: '${bytes}'.`)
  }
  return { subject, text, html, headers: addedHeaders(message.Headers) }
}

/** Refuses a line break, which would start another header field. */
function checkOneLine(subject: string): void {
  if (!/[\r\n]/.test(subject)) return
  throw badRequest('The subject must not contain line breaks.')
}

function tags(list: readonly MessageTag[] = []): Record<string, string> {
  for (const { Name, Value } of list) {
    if (TAG.test(Name ?? '') && TAG.test(Value ?? '')) continue
    throw badRequest(
      `E-mail tag ${JSON.stringify(Name)}: ${JSON.stringify(Value)} must be letters, digits, "_" or "-", up to 256.`,
    )
  }
  return Object.fromEntries(list.map(({ Name, Value }) => [Name, Value]))
}
