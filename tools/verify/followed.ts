import { type Pipelines, readPipelines } from '../clients/pipelines/pipelines.ts'
import type { Hop } from '../clients/trail.ts'
import { findTrace, hopsOf } from '../trace/find-trace.ts'
import { followingFrom } from '../trace/following.ts'
import { openLines } from '../trace/report.ts'
import { staysOf } from '../trace/stay.ts'
import { Unverified } from './checks.ts'
import { type Run, until } from './run.ts'

/**
 * Waits until all that followed from a purchase, a video or a post has come to its end, by the logs.
 *
 * @param services the functions that must have handled a message of it
 * @returns its hops
 * @throws Unverified with what is missing, where it is, and why
 */
export async function followed(
  run: Run,
  correlationId: string,
  services: readonly string[],
): Promise<readonly Hop[]> {
  const { connection, stage } = run
  const search = { connection, stage, correlationId }
  const pipelines = await readPipelines(connection, stage)
  const found = await until(run, async () => {
    const hops = await hopsOf(search)
    return isComplete(hops, services, pipelines) ? hops : undefined
  })
  if (found) return found
  const { hops, open } = await findTrace(search)
  const missing = missingServices(hops, services).map(service => `no function ${service} has handled it`)
  throw new Unverified(
    `not complete after ${run.withinMs / 1_000} s: npm run trace -- ${correlationId} --stage ${stage}`,
    ...missing,
    ...openLines(open, new Date()).map(line => line.trim()),
  )
}

function isComplete(hops: readonly Hop[], services: readonly string[], pipelines: Pipelines): boolean {
  const { missing, retried, deadLettered, refused, unclaimed } = followingFrom(staysOf(hops), pipelines)
  const open = [missing, retried, deadLettered, refused, unclaimed]
  return missingServices(hops, services).length === 0 && open.every(({ length }) => length === 0)
}

function missingServices(hops: readonly Hop[], services: readonly string[]): string[] {
  return services.filter(service => !hops.some(hop => hop.service === service && hop.outcome === 'done'))
}
