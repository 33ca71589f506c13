import { htmlPageHandler } from '../../http/html-page.ts'
import { forbidden, unavailable } from '../../http/problems.ts'
import { authorKey } from '../author-keys.ts'
import { unsubscribeMailbox } from '../mailbox-index.ts'
import type { Subscription } from '../subscribers-table.ts'
import { claimedSubscription, isSigned } from '../unsubscribe-token.ts'

const RETRY_AFTER_SECONDS = 5

/**
 * `GET` and `POST /unsubscribe?token=…`, from the link in a mail. The token is the authorization.
 *
 * GET shows a button and changes nothing, because scanners follow every link. POST unsubscribes, whatever its body:
 * that of the button, or a mail program's `List-Unsubscribe=One-Click`, in either form encoding (RFC 8058). It ends all
 * mail about the author to the mailbox, under whatever ids it is subscribed.
 */
export const handler = htmlPageHandler(async (request, tell) => {
  const { authorId, subscriberId } = await signedSubscription(request.queryParameter('token') ?? '')
  tell({ facts: { authorId, subscriberId } })
  if (request.method === 'GET') {
    return {
      statusCode: 200,
      title: 'Unsubscribe',
      message: `Stop e-mails about new posts by ${authorId}?`,
      button: 'Unsubscribe',
    }
  }
  await orUnavailable(unsubscribeMailbox({ authorId, subscriberId }))
  const message = `You will get no more e-mails about new posts by ${authorId}. One that is already on its way may still arrive.`
  return { statusCode: 200, title: 'You are unsubscribed', message }
})

async function signedSubscription(token: string): Promise<Subscription> {
  const claimed = claimedSubscription(token)
  if (claimed && isSigned(claimed, await orUnavailable(authorKey(claimed.authorId)))) return claimed
  throw forbidden('This link is not valid, or part of it is missing. Open it from the e-mail again.')
}

async function orUnavailable<Result>(work: Promise<Result>): Promise<Result> {
  try {
    return await work
  } catch (error) {
    throw unavailable('Nothing has changed. Try again in a moment.', RETRY_AFTER_SECONDS, error)
  }
}
