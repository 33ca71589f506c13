import { RealClock, ScaledClock } from './clock.ts'
import type { Options } from './command-line.ts'
import { greeting } from './greeting.ts'
import { LocalAws } from './local-aws.ts'
import { announce } from './running.ts'

/**
 * Runs the local AWS until `signal` aborts; what it prints first says where it is.
 *
 * @param assembly the directory of the assembly to load, if any
 * @throws what keeps it from running: {@link LocalAws.start}, {@link LocalAws.warmUp}; nothing is left running
 */
export async function serve(
  { port, timeScale }: Options,
  assembly: string | undefined,
  signal: AbortSignal,
): Promise<void> {
  const clock = timeScale === 1 ? new RealClock() : new ScaledClock(timeScale)
  const aws = await LocalAws.start({ assembly, port, clock })
  const conceal = announce({ endpoint: aws.endpoint, region: aws.account.region })
  try {
    process.stdout.write(greeting(aws))
    const warm = aws.warmUp()
    await Promise.race([aborted(signal), warm.then(() => aborted(signal))])
  } finally {
    conceal()
    await aws.stop()
  }
}

function aborted(signal: AbortSignal): Promise<void> {
  return new Promise(resolve => {
    if (signal.aborted) resolve()
    else signal.addEventListener('abort', () => resolve(), { once: true })
  })
}
