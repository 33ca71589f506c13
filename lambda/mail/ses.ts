import { BadRequestException, MessageRejected, SESv2Client, SendEmailCommand } from '@aws-sdk/client-sesv2'
import type { EmailRequested } from '../contracts/email-events.ts'
import { environmentVariable } from '../shared/environment.ts'
import { PermanentFailure, withoutAddresses } from '../shared/failures.ts'
import { clientSettings } from '../shared/sdk-clients.ts'
import { inSubsegment } from '../shared/tracer.ts'

// Not made by `sdkClient`: a traced client records the text of errors, and SES quotes addresses in its own.
// It waits longer than others: to give up on a request that SES goes on to serve is to send the e-mail twice.
const ses = new SESv2Client({
  ...clientSettings,
  requestHandler: { ...clientSettings.requestHandler, requestTimeout: 8_000 },
})
const sender = environmentVariable('SENDER')

/** SES will not send this e-mail, however often it is asked. */
export class EmailRefused extends PermanentFailure {
  override readonly name = 'EmailRefused'
}

/**
 * Sends one e-mail and gives the id under which SES took it.
 *
 * @throws EmailRefused where SES rejects the e-mail itself. A throttled, paused or suspended account is not the
 * e-mail's fault and passes.
 */
export async function sendEmail({ to, subject, text, html }: EmailRequested['data']): Promise<string> {
  const content = (Data: string) => ({ Data, Charset: 'UTF-8' })
  const command = new SendEmailCommand({
    FromEmailAddress: sender,
    Destination: { ToAddresses: [to] },
    Content: {
      Simple: {
        Subject: content(subject),
        Body: { Text: content(text), ...(html && { Html: content(html) }) },
      },
    },
  })
  try {
    const { MessageId } = await inSubsegment('SES', () => ses.send(command))
    return MessageId ?? ''
  } catch (error) {
    throw refusal(error) ?? error
  }
}

function refusal(error: unknown): EmailRefused | undefined {
  if (!(error instanceof MessageRejected || error instanceof BadRequestException)) return undefined
  return new EmailRefused(`SES answered ${error.name}: ${withoutAddresses(error.message)}`)
}
