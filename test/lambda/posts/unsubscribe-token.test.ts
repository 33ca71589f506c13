import { signedToken } from '../../../lambda/http/signed-token.ts'
import { claimedSubscription, unsubscribeToken } from '../../../lambda/posts/unsubscribe-token.ts'

const KEY = Buffer.from('key')

test('a token says whose subscription to whom it ends', () => {
  const token = unsubscribeToken(KEY, { authorId: 'grace', subscriberId: 'reader-1' })
  expect(claimedSubscription(token)).toMatchObject({ authorId: 'grace', subscriberId: 'reader-1' })
})

test.each([
  '',
  '/',
  'grace',
  'grace/',
  '/reader-1',
  'grace/reader-1/',
  'grace/reader-1/x',
  'a b/x',
  'x/a b',
  'a@b/x',
])('a token that says %j is none, though it were signed', text => {
  expect(claimedSubscription(signedToken(KEY, text))).toBeUndefined()
})
