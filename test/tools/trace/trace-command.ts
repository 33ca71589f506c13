import { spawn } from 'node:child_process'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'

const MAIN = join(import.meta.dirname, '../../../tools/trace/main.ts')

/** Among the arguments: the command is interrupted once it has printed something. */
export const INTERRUPTED = '(interrupted)'

/** Runs `npm run trace` as its users do. */
export async function traceCommand(endpoint: string, ...args: readonly string[]) {
  const given = args.filter(arg => arg !== INTERRUPTED)
  const command = spawn(process.execPath, [MAIN, ...given, '--local', endpoint], {
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  if (args.includes(INTERRUPTED)) {
    let printed = ''
    command.stdout.on('data', (chunk: Buffer) => {
      printed += chunk
      // By then it is between two looks, or in one.
      if (printed.includes('stuck')) command.kill('SIGINT')
    })
  }
  const [status, stdout, stderr] = await Promise.all([
    new Promise<number | null>(resolve => command.on('close', resolve)),
    text(command.stdout),
    text(command.stderr),
  ])
  return { status, stdout, stderr }
}
