import { spawn } from 'node:child_process'
import { once } from 'node:events'

/**
 * Runs a script with this Node and waits for its end.
 *
 * @param signal ends it early
 * @returns its wall time in milliseconds and what it printed on standard output
 * @throws with its standard error if it fails, and when `signal` aborts
 */
export async function runScript(
  script: string,
  args: readonly string[] = [],
  env: Record<string, string> = {},
  signal?: AbortSignal,
): Promise<{ wallMs: number; output: string }> {
  const start = performance.now()
  const child = spawn(process.execPath, [script, ...args], { env: { ...process.env, ...env }, signal })
  let output = ''
  let errors = ''
  child.stdout.on('data', chunk => {
    output += chunk
  })
  child.stderr.on('data', chunk => {
    errors += chunk
  })
  const [code] = await once(child, 'close')
  if (code !== 0) throw new Error(`${script} ended with ${code}:\n${errors}`)
  return { wallMs: performance.now() - start, output }
}

/** The path of a file in this directory. */
export function beside(name: string): string {
  return new URL(name, import.meta.url).pathname
}
