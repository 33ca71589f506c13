import {
  BadRequestException,
  type MessageHeader,
  MessageRejected,
  type MessageTag,
  SESv2Client,
  SESv2ServiceException,
  SendEmailCommand,
} from '@aws-sdk/client-sesv2'
import type { EmailRequested } from '../contracts/email-events.ts'
import { PermanentFailure } from '../queue/failures.ts'
import { environmentVariable } from '../runtime/environment.ts'
import { withoutAddresses } from '../runtime/reason.ts'
import { rememberFailedCalls } from '../runtime/sdk-calls.ts'
import { clientSettings } from '../runtime/sdk-clients.ts'
import { inSubsegment } from '../runtime/tracer.ts'
import { Unavailable } from '../runtime/unavailable.ts'
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
const configurationSet = environmentVariable('CONFIGURATION_SET')

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

/**
 * Sends one e-mail and returns SES's message id.
 *
 * @throws EmailRefused if SES rejects the e-mail itself; Throttled if a quota is used up; Unavailable if the cause is
 * the account: an unverified sender, a missing configuration set, or a paused or suspended account.
 */
export async function sendEmail({ data, correlationid }: EmailRequested): Promise<string> {
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
    ConfigurationSetName: configurationSet,
    EmailTags: [tag('emailId', emailId), tag('tenant', tenant), tag('correlationId', correlationid)],
  })
  try {
    const { MessageId } = await inSubsegment('SES', () => ses.send(command))
    return MessageId ?? ''
  } catch (error) {
    throw accountFault(error) ?? refusal(error) ?? throttling(error) ?? error
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

/**
 * Recognizes errors about the account or its settings that have the same names as errors about e-mails: "Email address
 * is not verified. The following identities failed the check in region …", with the sender or its domain among them;
 * "Sending paused for this account"; "Configuration set <…> does not exist" (SES guide, Errors related to sending).
 */
function accountFault(error: unknown): Unavailable | undefined {
  if (!(error instanceof MessageRejected || error instanceof BadRequestException)) return undefined
  const { message } = error
  const fault = isAboutSender(message)
    ? 'the sender is not verified in SES'
    : ACCOUNT_FAULTS.find(([words]) => words.test(message))?.[1]
  return fault === undefined ? undefined : new Unavailable('ses', fault, { cause: error })
}

const ACCOUNT_FAULTS: readonly [RegExp, string][] = [
  [/sending (is |has been )?(paused|suspended|disabled)/i, 'sending is paused for the account'],
  [/configuration set/i, 'the configuration set does not exist'],
]

function isAboutSender(message: string): boolean {
  const [, identities = ''] = /identities failed the check in region[^:]*:(.*)/is.exec(message) ?? []
  const [, domain = ''] = sender.split('@')
  return identities
    .toLowerCase()
    .split(/[\s,]+/)
    .some(identity => identity === sender.toLowerCase() || identity === domain.toLowerCase())
}

function refusal(error: unknown): EmailRefused | undefined {
  if (!(error instanceof MessageRejected || error instanceof BadRequestException)) return undefined
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
