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

// Not made by `sdkClient`: a traced client records the text of errors, and SES quotes addresses in its own.
// It waits longer than others: to give up on a request that SES goes on to serve is to send the e-mail twice.
// It makes one attempt: the queue repeats, and a throttled mail is not to hold up those behind it.
const ses = rememberFailedCalls(
  new SESv2Client({
    maxAttempts: 1,
    requestHandler: { ...clientSettings.requestHandler, requestTimeout: 8_000, socketTimeout: 8_000 },
  }),
)
const sender = environmentVariable('SENDER')
const configurationSet = environmentVariable('CONFIGURATION_SET')

/** SES will not send this e-mail, however often it is asked. */
export class EmailRefused extends PermanentFailure {
  override readonly name = 'EmailRefused'
}

/** SES takes no e-mail at the moment: one of the account's quotas is used up. */
export class Throttled extends Error {
  override readonly name = 'Throttled'
  readonly quota: Quota

  constructor(quota: Quota, cause: SESv2ServiceException) {
    super(`SES answered ${cause.name}: ${withoutAddresses(cause.message)}`, { cause })
    this.quota = quota
  }
}

/**
 * Sends one e-mail and gives the id under which SES took it.
 *
 * @throws EmailRefused where SES rejects the e-mail itself; Throttled where a quota is used up. A sender that is not
 * verified, a configuration set that is missing, a paused or suspended account are not the e-mail's fault.
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

/** RFC 2369 has the link, RFC 8058 the promise that one POST to it is enough. */
function unsubscribeHeaders(url: string): MessageHeader[] {
  return [
    { Name: 'List-Unsubscribe', Value: `<${url}>` },
    { Name: 'List-Unsubscribe-Post', Value: 'List-Unsubscribe=One-Click' },
  ]
}

/** What SES's events tell of the mail. "ASCII letters, numbers, underscores or dashes", at most 256 (MessageTag). */
function tag(Name: string, value: string): MessageTag {
  return { Name, Value: value.replace(/[^A-Za-z0-9_-]/g, '_').slice(0, 256) }
}

/**
 * What SES says of the account or of its settings by the names that it has for e-mails, too: "Email address is not
 * verified. The following identities failed the check in region …", with the sender or its domain among them; "Sending
 * paused for this account"; "Configuration set <…> does not exist" (SES guide, Errors related to sending).
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
  [/configuration set/i, 'the configuration set is not there'],
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
