import { setTimeout as sleep } from 'node:timers/promises'
import type { Hop } from '../clients/trail.ts'
import { LiveText } from '../terminal/live-text.ts'
import type { Trace } from './find-trace.ts'
import { hopLines, hopsAlone } from './hop-table.ts'
import { headline, openLines, traceLines } from './report.ts'
import type { Whereabouts } from './whereabouts.ts'

const FIRST_PAUSE_MS = 500
/** Each look reads the logs of all functions and asks for the state of all queues. */
const LONGEST_PAUSE_MS = 10_000

/** What is followed, and how. */
export interface Watch {
  look(): Promise<Trace>
  show(trace: Trace): void
  /** Until when to follow. */
  readonly signal: AbortSignal
  /** @default - by the clock */
  pause?(ms: number, signal: AbortSignal): Promise<void>
}

/**
 * Looks again and again, ever more seldom while nothing changes, until all has arrived or until it is told to stop.
 *
 * @returns whether all has arrived
 */
export async function follow({ look, show, signal, pause = asleep }: Watch): Promise<boolean> {
  let before = ''
  let pauseMs = FIRST_PAUSE_MS
  while (!signal.aborted) {
    const trace = await look()
    show(trace)
    if (isComplete(trace)) return true
    const now = fingerprint(trace)
    pauseMs = now === before ? Math.min(2 * pauseMs, LONGEST_PAUSE_MS) : FIRST_PAUSE_MS
    before = now
    await pause(pauseMs, signal)
  }
  return false
}

/** Nothing is, before the first line is in the logs. */
export function isComplete({ hops, open }: Trace): boolean {
  return hops.length > 0 && open.length === 0
}

function fingerprint({ hops, open }: Trace): string {
  return `${hops.length} ${open.map(keyOf).join('\n')}`
}

async function asleep(ms: number, signal: AbortSignal): Promise<void> {
  await sleep(ms, undefined, { signal }).catch(() => {})
}

/** Shows each state of a trace: redrawn on a terminal; elsewhere, lines are added for what is new. */
export function shower(output = new LiveText(), print: (line: string) => void = console.log) {
  if (output.isLive) return (trace: Trace) => output.draw(linesOf(trace))
  const shown = new Set<string>()
  return (trace: Trace) => {
    for (const line of newLines(trace, shown)) print(line)
  }
}

function linesOf(trace: Trace): string[] {
  return trace.hops.length > 0 ? traceLines(trace, new Date()) : ['  no hop is logged yet']
}

/** @param shown what was printed before; is added to */
function newLines(trace: Trace, shown: Set<string>): string[] {
  const isNew = (key: string) => !shown.has(key) && shown.add(key)
  const hops = trace.hops.filter(hop => isNew(keyOfHop(hop)))
  const open = trace.open.filter(each => isNew(keyOf(each)))
  const end = isComplete(trace) ? hopLines(trace.hops).slice(-1) : []
  return [...hopsAlone(hops), ...openLines(open, new Date()), ...end]
}

function keyOfHop({ service, messageId, receivedAt }: Hop): string {
  return `${service} ${messageId} ${receivedAt}`
}

function keyOf(each: Whereabouts): string {
  return `${headline(each)} ${each.place} ${each.because[0] ?? ''}`
}
