import { readdirSync, readFileSync } from 'node:fs'

/** The figures of a process from Linux; times are in ms of processor time, user and kernel mode together. */
export interface ProcessTimes {
  pid: number
  parent: number
  own: number
  /** The time of its ended children, and of theirs. */
  ended: number
}

/** The processor time of a process and of its descendants, in ms since each was started. */
export interface TreeTimes {
  own: number
  /** Includes descendants that have ended. */
  descendants: number
  /** How many descendants there are now. */
  count: number
}

/** A tick in /proc is 1/sysconf(_SC_CLK_TCK) s: a hundredth on every system that runs Node.js (proc_pid_stat(5)). */
const TICK_MS = 10

/**
 * @param stat the content of `/proc/<pid>/stat`: `7 (name) S 1 …`
 * @see https://man7.org/linux/man-pages/man5/proc_pid_stat.5.html
 */
export function processTimes(stat: string): ProcessTimes {
  // The name can contain blanks and parentheses, so the other fields follow the last parenthesis.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
  // The manual counts from 1; the state, the first field after the name, is number 3.
  const field = (number: number) => Number(fields[number - 3])
  const times = {
    pid: Number.parseInt(stat, 10),
    parent: field(4),
    own: (field(14) + field(15)) * TICK_MS,
    ended: (field(16) + field(17)) * TICK_MS,
  }
  if (Object.values(times).some(Number.isNaN))
    throw new Error(`This is not a line of /proc/<pid>/stat: ${JSON.stringify(stat.slice(0, 200))}.`)
  return times
}

/** @throws if there is no process `root` */
export function treeTimes(processes: readonly ProcessTimes[], root: number): TreeTimes {
  const top = processes.find(({ pid }) => pid === root)
  if (!top) throw new Error(`The process ${root} has ended.`)
  const descendants = descendantsOf(processes, root)
  // "the sum of the tms_utime and tms_cutime values for all waited-for terminated children" (times(2)): the time of
  // an ended process moves up to its parent.
  const times = descendants.reduce((sum, { own, ended }) => sum + own + ended, top.ended)
  return { own: top.own, descendants: times, count: descendants.length }
}

function descendantsOf(processes: readonly ProcessTimes[], pid: number): ProcessTimes[] {
  const children = processes.filter(({ parent }) => parent === pid)
  return children.flatMap(child => [child, ...descendantsOf(processes, child.pid)])
}

/** Linux only. */
export function readTreeTimes(root: number): TreeTimes {
  return treeTimes(readProcesses(), root)
}

/** Each process below `root`. Linux only. */
export function readDescendants(root: number): ProcessTimes[] {
  return descendantsOf(readProcesses(), root)
}

function readProcesses(): ProcessTimes[] {
  const pids = readdirSync('/proc').filter(name => /^\d+$/.test(name))
  return pids.flatMap(readProcessTimes)
}

function readProcessTimes(pid: string): ProcessTimes[] {
  try {
    return [processTimes(readFileSync(`/proc/${pid}/stat`, 'utf8'))]
  } catch (cause) {
    // The process has ended since the directory was read: before the file was opened, or before it was read.
    if (['ENOENT', 'ESRCH'].includes((cause as NodeJS.ErrnoException).code ?? '')) return []
    throw cause
  }
}
