/*
 * Loads one function's bundle, as the Lambda runtime does, and hands it one event, which comes with the sampling
 * decision; tells the parent process what the handler returned.
 */
const [bundle] = process.argv.slice(2)
const { handler } = await import(bundle)

process.once('message', async ({ event, context, traceHeader }) => {
  process.env._X_AMZN_TRACE_ID = traceHeader
  const result = await handler(event, { ...context, getRemainingTimeInMillis: () => 10_000 })
  process.send(result, () => process.disconnect())
})
