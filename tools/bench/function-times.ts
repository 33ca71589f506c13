import { readFileSync } from 'node:fs'
import { readDescendants } from './processor-time.ts'

/**
 * The processor time of a local AWS's functions by their services, in ms since each environment was started. The time of
 * environments that ended is not included.
 *
 * @param root the process of the local AWS
 */
export function functionTimes(root: number): ReadonlyMap<string, number> {
  const times = new Map<string, number>()
  for (const { pid, own, ended } of readDescendants(root)) {
    const service = serviceOf(pid)
    if (service !== undefined) times.set(service, (times.get(service) ?? 0) + own + ended)
  }
  return times
}

/** Undefined where the process has ended, and where it is no function's. */
function serviceOf(pid: number): string | undefined {
  try {
    const environment = readFileSync(`/proc/${pid}/environ`, 'utf8')
    return /(?:^|\0)POWERTOOLS_SERVICE_NAME=([^\0]*)/.exec(environment)?.[1]
  } catch {
    return undefined
  }
}
