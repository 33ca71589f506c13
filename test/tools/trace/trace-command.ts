import { spawn } from 'node:child_process'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import type { LocalAws } from '@messaging-on-aws/local-aws'
import { developerEnvironment } from '../../developer-environment.ts'

const MAIN = join(import.meta.dirname, '../../../tools/trace/main.ts')

/** Among the arguments: the command is interrupted once it has printed something. */
export const INTERRUPTED = '(interrupted)'

/** Runs `npm run trace` as its users do. */
export async function traceCommand(aws: LocalAws, ...args: readonly string[]) {
  const given = args.filter(arg => arg !== INTERRUPTED)
  const command = spawn(process.execPath, [MAIN, ...given, '--local', aws.endpoint], {
    env: developerEnvironment(aws),
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  if (args.includes(INTERRUPTED)) {
    let printed = ''
    const interrupt = (chunk: Buffer) => {
      printed += chunk
      if (!printed.includes('stuck')) return
      // It is between two looks now, or in one. Another signal could come when it has ended the work already.
      command.stdout.off('data', interrupt)
      command.kill('SIGINT')
    }
    command.stdout.on('data', interrupt)
  }
  const [status, stdout, stderr] = await Promise.all([
    new Promise<number | null>(resolve => command.on('close', resolve)),
    text(command.stdout),
    text(command.stderr),
  ])
  return { status, stdout, stderr }
}
