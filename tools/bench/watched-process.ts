import { readFileSync } from 'node:fs'
import { processTimes } from './processor-time.ts'

/** What a process has used, as far as it was seen before it ended. */
export interface Usage {
  /** The most resident memory at a time, in bytes. */
  memory: number
  /** Processor time in ms, user and kernel mode together. */
  processorMs: number
}

const EVERY_MS = 20

/** Watches a process from Linux's `/proc` while `work` lasts. Elsewhere, all figures are 0. */
export async function watched(pid: number | undefined, work: Promise<unknown>): Promise<Usage> {
  const usage: Usage = { memory: 0, processorMs: 0 }
  const timer = setInterval(() => {
    try {
      const [, kilobytes] = /^VmHWM:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8')) ?? []
      if (kilobytes === undefined) return
      usage.memory = Number(kilobytes) * 1024
      usage.processorMs = processTimes(readFileSync(`/proc/${pid}/stat`, 'utf8')).own
    } catch {
      // It has ended, or this is not Linux.
    }
  }, EVERY_MS)
  try {
    await work
    return usage
  } finally {
    clearInterval(timer)
  }
}
