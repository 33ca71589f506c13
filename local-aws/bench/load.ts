import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { credentialsAt } from './announced-credentials.ts'

/**
 * Runs one of the load scripts to its end, in a process of its own: a client in the server's process would slow it.
 *
 * @param script a path from this file
 * @returns the rates that it prints
 */
export async function load<Rates>(script: string, ...args: readonly string[]): Promise<Rates> {
  const path = new URL(script, import.meta.url).pathname
  const { stdout } = await promisify(execFile)(process.execPath, [path, ...args])
  return JSON.parse(stdout)
}

/** How a load script's SDK clients reach the server. */
export function clientOf(endpoint: string) {
  return { endpoint, region: 'us-east-1', credentials: credentialsAt(endpoint) }
}
