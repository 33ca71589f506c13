/** Every function of the application: `<domain>/<function>`, whose entry is `lambda/<domain>/<function>.ts`. */
export const functionNames = [
  'shop/buying',
  'shop/status',
  'shop/shipping',
  'shop/history',
  'shop/receipts',
  'shop/review',
  'posts/publish',
  'posts/withdraw',
  'posts/subscriptions',
  'posts/unsubscribe',
  'posts/fan-out',
  'mail/mailer',
] as const

export type FunctionName = (typeof functionNames)[number]
