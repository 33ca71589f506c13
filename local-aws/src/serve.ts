import { join } from 'node:path'
import type { Account } from './account.ts'
import { RealClock, ScaledClock } from './clock.ts'
import type { Options } from './command-line.ts'
import { greeting } from './greeting.ts'
import { type LineOfLog, liveLine } from './live/live-line.ts'
import { LiveLog, type LiveOutput } from './live/live-log.ts'
import { loadLogLines, NO_LOG_LINES } from './live/log-lines.ts'
import { LocalAws } from './local-aws.ts'
import { PROJECT_CACHE } from './project-cache.ts'
import { announce } from './running.ts'

/**
 * Runs the local AWS until `signal` aborts; what it prints first says where it is.
 *
 * @param assembly the directory of the assembly to load, if any
 * @throws what keeps it from running: {@link LocalAws.start}, {@link LocalAws.warmUp}; nothing is left running
 */
export async function serve(
  { port, timeScale, quiet, logLines }: Options,
  assembly: string | undefined,
  signal: AbortSignal,
): Promise<void> {
  const clock = timeScale === 1 ? new RealClock() : new ScaledClock(timeScale)
  const lineOfLog = logLines === undefined || quiet ? NO_LOG_LINES : await loadLogLines(logLines)
  const compileCache = PROJECT_CACHE && join(PROJECT_CACHE, 'functions')
  const aws = await LocalAws.start({ assembly, port, clock, compileCache })
  let conceal = () => {}
  let hide = () => {}
  try {
    conceal = announce({ endpoint: aws.endpoint, region: aws.account.region, credentials: aws.developer })
    process.stdout.write(greeting(aws))
    if (!quiet) hide = show(aws.account, lineOfLog)
    const warm = aws.warmUp()
    await Promise.race([aborted(signal), warm.then(() => aborted(signal))])
  } finally {
    conceal()
    hide()
    await aws.stop()
  }
}

/** Prints what happens, until the function that it returns is called. */
function show({ activity, clock }: Account, lineOfLog: LineOfLog): () => void {
  const live = new LiveLog(clock, standardOutput)
  const hide = activity.watch(happening => {
    const line = liveLine(happening, lineOfLog)
    if (line) live.print(line)
  })
  return () => {
    hide()
    live.close()
  }
}

const standardOutput: LiveOutput = {
  write: text => process.stdout.write(text),
  get columns() {
    return process.stdout.isTTY ? process.stdout.columns : undefined
  },
  colours: process.stdout.isTTY === true && !process.env.NO_COLOR && process.env.TERM !== 'dumb',
}

function aborted(signal: AbortSignal): Promise<void> {
  return new Promise(resolve => {
    if (signal.aborted) resolve()
    else signal.addEventListener('abort', () => resolve(), { once: true })
  })
}
