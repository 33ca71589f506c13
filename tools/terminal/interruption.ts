const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const

/** A signal has come; the message names it. */
export class InterruptedError extends Error {
  override readonly name = 'InterruptedError'
}

/**
 * Does work that has something to clean up: a signal to end this process, or an error that nobody caught, aborts it
 * instead.
 *
 * @param work is given what aborts; it is waited for, and may throw whatever it likes then
 * @throws InterruptedError, or the one that nobody caught, where there was one; else what `work` throws
 */
export async function interruptible<Result>(work: (signal: AbortSignal) => Promise<Result>): Promise<Result> {
  const interruption = new AbortController()
  const abort = (signal: NodeJS.Signals) =>
    interruption.abort(new InterruptedError(`Interrupted by ${signal}.`))
  // Ctrl-C comes twice under npm: from the terminal, and passed on by npm.
  for (const signal of SIGNALS) process.on(signal, abort)
  const fail = (error: unknown) => interruption.abort(error)
  process.on('uncaughtException', fail)
  try {
    const result = await work(interruption.signal)
    interruption.signal.throwIfAborted()
    return result
  } catch (cause) {
    throw interruption.signal.aborted ? interruption.signal.reason : cause
  } finally {
    for (const signal of SIGNALS) process.off(signal, abort)
    process.off('uncaughtException', fail)
  }
}
