const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const

/** The process received a signal; the message names it. */
export class InterruptedError extends Error {
  override readonly name = 'InterruptedError'
}

/**
 * Does work that needs a cleanup: a signal that would end this process, or an uncaught error, aborts the work instead.
 *
 * @param work receives the signal; it is awaited, and what it throws after an abort is ignored
 * @throws InterruptedError after a signal, the uncaught error after one, otherwise what `work` throws
 */
export async function interruptible<Result>(work: (signal: AbortSignal) => Promise<Result>): Promise<Result> {
  const interruption = new AbortController()
  const abort = (signal: NodeJS.Signals) =>
    interruption.abort(new InterruptedError(`Interrupted by ${signal}.`))
  // Under npm, Ctrl-C arrives twice: from the terminal, and from npm.
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
