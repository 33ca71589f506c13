import { join } from 'node:path'
import { RealClock, ScaledClock } from './clock.ts'
import { type Options, parseCommandLine, USAGE, UsageError } from './command-line.ts'
import { greeting } from './greeting.ts'
import { LocalAws } from './local-aws.ts'
import { SynthesisError, synthesize } from './synthesis.ts'
import { NoAssemblyError } from './template/cloud-assembly.ts'
import { AssemblyRefusedError } from './template/refusals.ts'

const PROJECT = join(import.meta.dirname, '..')

/** `npm start`: the synthesized stacks on a local AWS, until Ctrl-C. */
async function main(args: readonly string[]): Promise<void> {
  const options = parseCommandLine(args)
  if (options.help) {
    process.stdout.write(USAGE)
    return
  }
  const stop = new AbortController()
  for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => stop.abort())

  if (options.empty) return serve(options, undefined, stop.signal)
  if (options.assembly !== undefined) return serve(options, options.assembly, stop.signal)

  const synthesis = await synthesize(PROJECT, stop.signal)
  try {
    if (!stop.signal.aborted) await serve(options, synthesis.directory, stop.signal)
  } finally {
    await synthesis.remove()
  }
}

async function serve(
  { port, timeScale }: Options,
  assembly: string | undefined,
  signal: AbortSignal,
): Promise<void> {
  const clock = timeScale === 1 ? new RealClock() : new ScaledClock(timeScale)
  const aws = await LocalAws.start({ assembly, port, clock })
  process.stdout.write(greeting(aws))
  await aborted(signal)
  await aws.stop()
}

function aborted(signal: AbortSignal): Promise<void> {
  return new Promise(resolve => {
    if (signal.aborted) resolve()
    else signal.addEventListener('abort', () => resolve(), { once: true })
  })
}

/** Errors whose message says all. */
const EXPLAINED = [SynthesisError, NoAssemblyError, AssemblyRefusedError]

/** What stands in the way, for the one who typed the command; a defect of ours keeps its stack trace. */
function explain(cause: unknown): string {
  if (cause instanceof UsageError) return `${cause.message}\n\n${USAGE}`
  if (!(cause instanceof Error)) return String(cause)
  if (EXPLAINED.some(kind => cause instanceof kind)) return cause.message
  const { code, port } = cause as NodeJS.ErrnoException & { port?: number }
  if (code === 'EADDRINUSE')
    return `Port ${port} is taken: choose another with --port, or none for any that is free.`
  if (code === 'EACCES' && port) return `Port ${port} needs privileges: choose one above 1023 with --port.`
  return cause.stack ?? cause.message
}

main(process.argv.slice(2)).catch(cause => {
  process.stderr.write(`${explain(cause)}\n`)
  process.exitCode = 1
})
