import { enableCompileCache } from 'node:module'
import { parseCommandLine, USAGE } from './command-line.ts'
import { PROJECT_CACHE } from './project-cache.ts'
import { readApp, synthesizeApp } from './synthesis.ts'

const PROJECT = process.cwd()

// Compiling the services takes longer than starting them.
if (PROJECT_CACHE !== undefined) enableCompileCache(PROJECT_CACHE)

/** The command `local-aws`: stacks of a CDK app on a local AWS, until Ctrl-C. */
async function main(args: readonly string[]): Promise<void> {
  const options = parseCommandLine(args)
  if (options.help) {
    process.stdout.write(USAGE)
    return
  }
  const stop = new AbortController()
  // Ctrl-C comes twice under npm: from the terminal, and passed on by npm.
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => stop.abort())
  // The reader of what is printed has gone, as after "| head": without a listener that would end the process at once.
  for (const stream of [process.stdout, process.stderr]) stream.on('error', () => stop.abort())

  if (options.empty || options.assembly !== undefined) {
    return (await import('./serve.ts')).serve(options, options.assembly, stop.signal)
  }
  const app = await readApp(PROJECT, options)
  // Loads while the app synthesizes in a process of its own.
  const serving = import('./serve.ts')
  const { directory, remove } = await synthesizeApp(app, stop.signal)
  try {
    if (!stop.signal.aborted) await (await serving).serve(options, directory, stop.signal)
  } finally {
    await remove()
  }
}

/** Errors whose message says all; by name, so that no service is loaded to tell of a mistyped option. */
const EXPLAINED = [
  'UsageError',
  'SynthesisError',
  'NoAppError',
  'NoAssemblyError',
  'AssemblyRefusedError',
  'FunctionCrashError',
  'LogLinesError',
  'TemporaryDirectoryError',
]

/** What stands in the way, for the one who typed the command; a defect of ours keeps its stack trace. */
function explain(cause: unknown): string {
  if (!(cause instanceof Error)) return String(cause)
  if (EXPLAINED.includes(cause.name)) return cause.message
  const { code, port } = cause as NodeJS.ErrnoException & { port?: number }
  if (code === 'EADDRINUSE') {
    return `Port ${port} is taken: choose another with --port, or none for any that is free.`
  }
  if (code === 'EACCES' && port) return `Port ${port} needs privileges: choose one above 1023 with --port.`
  return cause.stack ?? cause.message
}

main(process.argv.slice(2)).catch(cause => {
  process.stderr.write(`${explain(cause)}\n`)
  process.exitCode = 1
})
