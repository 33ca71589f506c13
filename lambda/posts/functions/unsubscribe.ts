import { htmlPageHandler } from '../../http/html-page.ts'
import { forbidden, unavailable } from '../../http/problems.ts'
import { authorKey } from '../author-keys.ts'
import { type Subscription, unsubscribe } from '../subscribers-table.ts'
import { claimedSubscription, isSigned } from '../unsubscribe-token.ts'

const RETRY_AFTER_SECONDS = 5

/**
 * `GET` and `POST /unsubscribe?token=…`, from the link in a mail: the token is the authorization.
 *
 * GET shows a button and changes nothing: scanners follow every link. POST unsubscribes, whatever its body: the
 * button's, or a mail program's `List-Unsubscribe=One-Click`, as a form of either kind (RFC 8058).
 */
export const handler = htmlPageHandler(async (request, tell) => {
  const { authorId, subscriberId } = await signedSubscription(request.queryParameter('token') ?? '')
  tell({ facts: { authorId, subscriberId } })
  if (request.method === 'GET') {
    return {
      statusCode: 200,
      title: 'Unsubscribe',
      message: `Do you want no more mail about new posts of ${authorId}?`,
      button: 'Unsubscribe',
    }
  }
  await orUnavailable(unsubscribe({ authorId, subscriberId }))
  const message = `You get no more mail about new posts of ${authorId}. One that is on its way may still arrive.`
  return { statusCode: 200, title: 'You are unsubscribed', message }
})

async function signedSubscription(token: string): Promise<Subscription> {
  const claimed = claimedSubscription(token)
  if (claimed && isSigned(claimed, await orUnavailable(authorKey(claimed.authorId)))) return claimed
  throw forbidden(
    'This link is not one of ours, or a part of it is missing. Open it from the mail once more.',
  )
}

async function orUnavailable<Result>(work: Promise<Result>): Promise<Result> {
  try {
    return await work
  } catch (error) {
    throw unavailable('Nothing was changed. Try again in a moment.', RETRY_AFTER_SECONDS, error)
  }
}
