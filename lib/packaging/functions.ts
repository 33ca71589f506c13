/** Every function of the application, `<domain>/<function>`. */
export const functionNames = [
  'shop/buying',
  'shop/status',
  'shop/shipping',
  'shop/history',
  'shop/receipts',
  'shop/review',
  'shop/archive',
  'shop/replayed',
  'shop/rebuild',
  'posts/publish',
  'posts/withdraw',
  'posts/subscriptions',
  'posts/unsubscribe',
  'posts/fan-out',
  'video/upload',
  'video/status',
  'video/link',
  'video/encoder',
  'video/notifier',
  'video/synchronous-upload',
  'video/synchronous-encoder',
  'mail/mailer',
  'mail/feedback',
  'clickstream/ingest',
  'clickstream/purchases',
  'clickstream/trends',
  'clickstream/show-trends',
  'clickstream/recount',
  'clickstream/replay',
  'clickstream/baskets',
  'clickstream/retake',
  'clickstream/remind',
  'clickstream/reminders',
  'clickstream/unsubscribe',
] as const

export type FunctionName = (typeof functionNames)[number]

/** `<domain>-<function>`: the name in logs, traces, metrics and alarms. */
export function serviceName(name: FunctionName): string {
  return name.replace('/', '-')
}

/** The path of a function's entry, relative to the project's directory. */
export function entryOf(name: FunctionName): string {
  return `lambda/${name.replace('/', '/functions/')}.ts`
}
