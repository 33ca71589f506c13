import type { SendEmailRequest } from '@aws-sdk/client-sesv2'
import type { RestRoute } from '../../../api/protocols/rest-json-protocol.ts'
import { notSimulated } from '../errors.ts'
import type { Sending } from '../sending.ts'

/** Sends mail. */
export function sendingRoutes(sending: Sending): readonly RestRoute[] {
  return [
    {
      operation: 'SendEmail',
      method: 'POST',
      path: '/v2/email/outbound-emails',
      action: (request, { caller }) => ({
        body: { MessageId: sending.send(request.json() as SendEmailRequest, caller) },
      }),
    },
    {
      operation: 'SendBulkEmail',
      method: 'POST',
      path: '/v2/email/outbound-bulk-emails',
      refused: true,
      action: () => {
        throw notSimulated('SendBulkEmail: it needs templates; use SendEmail')
      },
    },
  ]
}
