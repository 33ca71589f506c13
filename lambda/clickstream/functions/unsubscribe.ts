import { htmlPageHandler } from '../../http/html-page.ts'
import { forbidden, unavailable } from '../../http/problems.ts'
import { withdrawConsent } from '../baskets/consents-table.ts'
import { customerIn } from '../baskets/unsubscribe-token.ts'

const RETRY_AFTER_SECONDS = 5

/**
 * `GET` and `POST /unsubscribe?token=…`, from the link in a reminder. The token is the authorization.
 *
 * GET shows a button and changes nothing, because scanners follow every link. POST ends the reminders, whatever its body
 * (RFC 8058).
 */
export const handler = htmlPageHandler(async (request, tell) => {
  const customerId = await orUnavailable(customerIn(request.queryParameter('token') ?? ''))
  if (customerId === undefined) {
    throw forbidden('This link is not valid, or part of it is missing. Open it from the e-mail again.')
  }
  tell({ facts: { customerId } })
  if (request.method === 'GET') {
    return {
      statusCode: 200,
      title: 'Unsubscribe',
      message: 'Stop e-mails about what you leave in your basket?',
      button: 'Unsubscribe',
    }
  }
  await orUnavailable(withdrawConsent(customerId))
  const message =
    'You will get no more e-mails about what you leave in your basket. One that is already on its way may still arrive.'
  return { statusCode: 200, title: 'You are unsubscribed', message }
})

async function orUnavailable<Result>(work: Promise<Result>): Promise<Result> {
  try {
    return await work
  } catch (error) {
    throw unavailable('Nothing has changed. Try again in a moment.', RETRY_AFTER_SECONDS, error)
  }
}
