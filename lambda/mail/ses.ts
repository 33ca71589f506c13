import {
  BadRequestException,
  type MessageHeader,
  MessageRejected,
  type MessageTag,
  SESv2Client,
  SESv2ServiceException,
  SendEmailCommand,
  SendingPausedException,
} from '@aws-sdk/client-sesv2'
import type { EmailRequested } from '../contracts/email-events.ts'
import { PermanentFailure } from '../queue/failures.ts'
import { environmentVariable } from '../runtime/environment.ts'
import { withoutAddresses } from '../runtime/reason.ts'
import { rememberFailedCalls } from '../runtime/sdk-calls.ts'
import { clientSettings } from '../runtime/sdk-clients.ts'
import { inSubsegment } from '../runtime/tracer.ts'
import { Unavailable } from '../runtime/unavailable.ts'
import { mailTypeOf, streamOf } from './mail-streams.ts'
import type { Quota } from './throttling.ts'

// Not made by `sdkClient`: a traced client records error texts, and SES quotes addresses in them.
// It has longer timeouts than others, because SES may still send the e-mail of an abandoned request.
// It makes one attempt: the queue retries, and a throttled mail must not delay those behind it.
const ses = rememberFailedCalls(
  new SESv2Client({
    maxAttempts: 1,
    cacheMiddleware: true,
    requestHandler: { ...clientSettings.requestHandler, requestTimeout: 8_000, socketTimeout: 8_000 },
  }),
)
const sender = environmentVariable('SENDER')

/** SES refuses this e-mail; retries do not help. */
export class EmailRefused extends PermanentFailure {
  override readonly name = 'EmailRefused'
}

/** SES accepts no e-mail at the moment, because one of the account's quotas is used up. */
export class Throttled extends Error {
  override readonly name = 'Throttled'
  readonly quota: Quota

  constructor(quota: Quota, cause: SESv2ServiceException) {
    super(`SES answered ${cause.name}: ${withoutAddresses(cause.message)}`, { cause })
    this.quota = quota
  }
}

/** SES sends no e-mail of this type at the moment: its tenant, its configuration set or the account is paused. */
export class SendingPaused extends Error {
  override readonly name = 'SendingPaused'

  constructor(cause: SESv2ServiceException) {
    super(`SES answered ${cause.name}: ${withoutAddresses(cause.message)}`, { cause })
  }
}

/**
 * Sends one e-mail and returns SES's message id.
 *
 * @throws EmailRefused if SES rejects the e-mail itself; Throttled if a quota is used up; SendingPaused; Unavailable if
 * the cause is the account: an unverified sender, or a missing configuration set.
 */
export async function sendEmail(email: EmailRequested): Promise<string> {
  const { data, correlationid } = email
  const { emailId, tenant, to, subject, text, html, unsubscribe } = data
  const content = (Data: string) => ({ Data, Charset: 'UTF-8' })
  const command = new SendEmailCommand({
    FromEmailAddress: sender,
    Destination: { ToAddresses: [to] },
    Content: {
      Simple: {
        Subject: content(subject),
        Body: { Text: content(text), ...(html && { Html: content(html) }) },
        Headers: unsubscribe ? unsubscribeHeaders(unsubscribe) : undefined,
      },
    },
    ...streamOf(mailTypeOf(email)),
    EmailTags: [tag('emailId', emailId), tag('tenant', tenant), tag('correlationId', correlationid)],
  })
  try {
    const { MessageId } = await inSubsegment('SES', () => ses.send(command))
    return MessageId ?? ''
  } catch (error) {
    throw pause(error) ?? accountFault(error) ?? refusal(error) ?? throttling(error) ?? error
  }
}

/** The link (RFC 2369), and the header that makes one POST to it enough (RFC 8058). */
function unsubscribeHeaders(url: string): MessageHeader[] {
  return [
    { Name: 'List-Unsubscribe', Value: `<${url}>` },
    { Name: 'List-Unsubscribe-Post', Value: 'List-Unsubscribe=One-Click' },
  ]
}

/** A tag that SES repeats in its events. "ASCII letters, numbers, underscores or dashes", at most 256 (MessageTag). */
function tag(Name: string, value: string): MessageTag {
  return { Name, Value: value.replace(/[^A-Za-z0-9_-]/g, '_').slice(0, 256) }
}

const PAUSED = /sending (is |has been )?(paused|suspended|disabled)/i

/** "Sending paused for this account" has the name of an error about the e-mail (SES guide, Errors related to sending). */
function pause(error: unknown): SendingPaused | undefined {
  if (error instanceof SendingPausedException) return new SendingPaused(error)
  return isAboutEmail(error) && PAUSED.test(error.message) ? new SendingPaused(error) : undefined
}

function isAboutEmail(error: unknown): error is MessageRejected | BadRequestException {
  return error instanceof MessageRejected || error instanceof BadRequestException
}

/**
 * Recognizes errors about the account's settings that have the same names as errors about e-mails: "Email address is not
 * verified. The following identities failed the check in region …", with the sender or its domain among them;
 * "Configuration set <…> does not exist" (SES guide, Errors related to sending). A new version may have brought them.
 */
function accountFault(error: unknown): Unavailable | undefined {
  if (!isAboutEmail(error)) return undefined
  const unavailable = (fault: string) => new Unavailable('ses', fault, { cause: error, refused: true })
  if (isAboutSender(error.message)) return unavailable('the sender is not verified in SES')
  return /configuration set/i.test(error.message)
    ? unavailable('the configuration set does not exist')
    : undefined
}

function isAboutSender(message: string): boolean {
  const [, identities = ''] = /identities failed the check in region[^:]*:(.*)/is.exec(message) ?? []
  const [, domain = ''] = sender.split('@')
  return identities
    .toLowerCase()
    .split(/[\s,]+/)
    .some(identity => identity === sender.toLowerCase() || identity === domain.toLowerCase())
}

function refusal(error: unknown): EmailRefused | undefined {
  if (!isAboutEmail(error)) return undefined
  return new EmailRefused(`SES answered ${error.name}: ${withoutAddresses(error.message)}`)
}

const THROTTLINGS = [
  'TooManyRequestsException',
  'LimitExceededException',
  'ThrottlingException',
  'Throttling',
]

/**
 * "Daily message quota exceeded", "Maximum sending rate exceeded" (SES guide, Errors related to the sending quotas);
 * other pages call the first the "daily sending quota".
 */
function throttling(error: unknown): Throttled | undefined {
  if (!(error instanceof SESv2ServiceException) || !THROTTLINGS.includes(error.name)) return undefined
  return new Throttled(/daily (message|sending) quota/i.test(error.message) ? 'day' : 'rate', error)
}
