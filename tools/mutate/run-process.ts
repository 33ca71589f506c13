import { spawn } from 'node:child_process'
import { once } from 'node:events'

/** How a process ended. */
export interface Ended {
  /** Null if it was killed. */
  code: number | null
  timedOut: boolean
  /** What it printed, on both streams. */
  output: string
}

/**
 * Runs this Node, and kills it with all that it started if it takes too long.
 *
 * @param limits `timeoutMs`, and a signal that kills it too
 * @throws the signal's reason
 */
export async function runNode(
  args: readonly string[],
  options: { cwd: string; env: Record<string, string> },
  limits: { timeoutMs: number; signal: AbortSignal },
): Promise<Ended> {
  limits.signal.throwIfAborted()
  // A group of its own: what it started can be killed with it.
  const child = spawn(process.execPath, [...args], {
    cwd: options.cwd,
    env: { ...process.env, ...options.env },
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: true,
  })
  const output: string[] = []
  for (const stream of [child.stdout, child.stderr]) stream.on('data', chunk => output.push(String(chunk)))
  const kill = () => killGroup(child.pid)
  let timedOut = false
  const timer = setTimeout(() => {
    timedOut = true
    kill()
  }, limits.timeoutMs)
  limits.signal.addEventListener('abort', kill)
  try {
    const [code] = await once(child, 'close')
    limits.signal.throwIfAborted()
    return { code, timedOut, output: output.join('') }
  } finally {
    clearTimeout(timer)
    limits.signal.removeEventListener('abort', kill)
    // What it left behind.
    kill()
  }
}

function killGroup(pid: number | undefined): void {
  if (pid === undefined) return
  try {
    process.kill(-pid, 'SIGKILL')
  } catch {
    // All of it has ended.
  }
}
