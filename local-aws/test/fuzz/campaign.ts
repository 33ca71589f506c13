import type { FuzzRequest } from './client-request.ts'
import { fuzzedAssembly } from './fuzzed-stack.ts'
import { type Finding, Fuzzer } from './fuzzer.ts'
import { FuzzedServer } from './server.ts'
import { shrink } from './shrink.ts'

/** How many steps one AWS takes, so that every finding can be replayed soon. */
const STEPS_OF_ROUND = 1_500
/** How often a good request is sent in between. */
const GOOD_REQUEST_EVERY = 100

export interface CampaignFinding extends Finding {
  /** With which {@link replay} gets there. */
  seed: number
  /** The smallest request that causes it alone; undefined if it needs the steps before. */
  smallest: FuzzRequest | undefined
}

export interface Progress {
  seed: number
  step: number
  findings: number
}

export interface CampaignOptions {
  /** Of the first round; each next one has the next seed. */
  seed: number
  /** Called after each step. @returns whether to go on */
  goesOn(progress: Progress): boolean
  /** Called at once for the first finding of each cause. */
  found?(finding: CampaignFinding): void
}

/** @returns the findings, one of each cause, and how much memory the process holds at the end, in bytes */
export async function campaign(
  options: CampaignOptions,
): Promise<{ findings: CampaignFinding[]; heldBytes: number }> {
  const assembly = await fuzzedAssembly()
  let server = await FuzzedServer.start(assembly.directory)
  const causes = new Map<string, CampaignFinding>()
  try {
    for (let seed = options.seed; ; seed++) {
      const { lasts, newFindings } = await round(server, seed, options, causes)
      const losing = server.lost ? newFindings.pop() : undefined
      if (server.lost) {
        await server.stop()
        server = await FuzzedServer.start(assembly.directory)
      }
      for (const finding of newFindings) {
        finding.smallest = await shrink(await Fuzzer.begin(server, seed), finding)
        options.found?.(finding)
      }
      if (losing) options.found?.(losing)
      if (!lasts) break
    }
    const heldBytes = await server.heldBytesWhenClosed()
    return { findings: [...causes.values()], heldBytes }
  } finally {
    await server.stop()
    await assembly.remove()
  }
}

/** @returns whether another round follows, and the findings of causes that are new */
async function round(
  server: FuzzedServer,
  seed: number,
  { goesOn }: CampaignOptions,
  causes: Map<string, CampaignFinding>,
): Promise<{ lasts: boolean; newFindings: CampaignFinding[] }> {
  const fuzzer = await Fuzzer.begin(server, seed)
  const newFindings: CampaignFinding[] = []
  let lasts = true
  while (lasts && fuzzer.step < STEPS_OF_ROUND && !server.lost) {
    const next = await fuzzer.next()
    const finding = next ?? (fuzzer.step % GOOD_REQUEST_EVERY === 0 ? await fuzzer.alive() : undefined)
    if (finding && !causes.has(causeOf(finding))) {
      const newFinding = { ...finding, seed, smallest: undefined }
      causes.set(causeOf(finding), newFinding)
      newFindings.push(newFinding)
    }
    lasts = goesOn({ seed, step: fuzzer.step, findings: causes.size })
  }
  return { lasts, newFindings }
}

/** Repeats a round up to a step. @returns the finding of that step */
export async function replay(seed: number, step: number): Promise<CampaignFinding | undefined> {
  const assembly = await fuzzedAssembly()
  const server = await FuzzedServer.start(assembly.directory)
  try {
    const fuzzer = await Fuzzer.begin(server, seed)
    let finding: Finding | undefined
    while (fuzzer.step < step && !server.lost) finding = await fuzzer.next()
    if (!finding) return undefined
    const smallest = server.lost ? undefined : await shrink(await Fuzzer.begin(server, seed), finding)
    return { ...finding, seed, smallest }
  } finally {
    await server.stop()
    await assembly.remove()
  }
}

/** By the lines of the stack trace, where there is one, whatever the operation. */
function causeOf({ what }: Finding): string {
  const at = what.indexOf('(src/')
  return at < 0 ? what.replaceAll(/\d+/g, '0') : what.slice(at, what.indexOf(')', at) + 1 || at + 80)
}
