import { customerId as customerIdContract } from '../../contracts/purchase.ts'
import { derivedKey } from '../../http/derived-keys.ts'
import { claimedToken, isSigned, signedToken } from '../../http/signed-token.ts'

/** One key for the tokens of all customers. */
const KEY = 'reminder-tokens.v1'

/** A token that lets anyone who has it end the customer's reminders, and nothing else. */
export async function unsubscribeToken(customerId: string): Promise<string> {
  return signedToken(await derivedKey(KEY), customerId)
}

/** @returns the customer of a token; undefined for a text that {@link unsubscribeToken} has not made */
export async function customerIn(token: string): Promise<string | undefined> {
  const claimed = claimedToken(token)
  const { data: customerId } = customerIdContract.safeParse(claimed?.text)
  if (!claimed || customerId === undefined) return undefined
  return isSigned(claimed, await derivedKey(KEY)) ? customerId : undefined
}
