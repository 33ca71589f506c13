import { agesOf } from './ages.ts'
import type { CommandOf } from './command-line.ts'
import type { Safety } from './commands.ts'
import { foundDocument } from './found.ts'
import type { Inferred } from './inferred.ts'
import { tell } from './json-document.ts'
import { printWhole } from './letter-page.ts'
import { givenUpBuckets, printFindings, printLetters, printQueues } from './report.ts'
import { noneShown, wholeIds } from './whole-id.ts'

export async function showQueues(
  { queues, pipelines: { sources } }: Safety,
  { target, json }: CommandOf<'queues'>,
): Promise<boolean> {
  const ages = await agesOf(
    target.connection,
    queues.map(({ queue }) => queue),
    new Date(),
  )
  if (json) {
    const described = queues.map(({ queue, role, service, work }) => ({
      queue: queue.name,
      function: service,
      role,
      redrivesTo: work.name,
      depth: queue.depth,
      oldestSeconds: ages.get(queue.name),
    }))
    tell({ queues: described, givenUpBuckets: givenUpBuckets(sources) })
  } else printQueues(queues, ages, sources)
  return true
}

export async function list(safety: Safety, { queue, json }: CommandOf<'list'>): Promise<boolean> {
  const shown = await safety.list(safety.named(queue))
  const behind = await safety.behind(shown)
  if (json) {
    tell({
      queue: shown.in.queue.name,
      messages: shown.letters.map(letter => foundDocument({ in: shown.in, letter })),
      inferred: behind.map(inferredDocument),
      notShown: shown.hidden,
    })
  } else printLetters(shown, behind, new Date())
  return true
}

export async function find(safety: Safety, { kind, id, json }: CommandOf<'find' | 'show'>): Promise<boolean> {
  const findings = await safety.find(id)
  const { found, inferred } = findings
  const trails = new Map(
    kind === 'find'
      ? []
      : await Promise.all(
          wholeIds(findings, id).map(async whole => [whole, await safety.trail(whole)] as const),
        ),
  )
  if (json) {
    tell({
      messages: found.map(foundDocument),
      inferred: inferred.map(inferredDocument),
      ...(kind === 'show' && { trails: Object.fromEntries(trails) }),
    })
  } else if (found.length + inferred.length === 0) console.log(`  ${noneShown(id, findings)}`)
  else if (kind === 'find') printFindings(findings, new Date())
  else printWhole(findings, trails, new Date())
  return found.length + inferred.length > 0
}

function inferredDocument({ in: { queue }, ...rest }: Inferred) {
  return { queue: queue.name, ...rest }
}
