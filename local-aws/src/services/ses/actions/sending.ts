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
      action: (request, context) => {
        const input = request.json() as SendEmailRequest
        context.authorizeEach(sending.permissionsFor(input))
        return { body: { MessageId: sending.send(input, context.caller) } }
      },
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
