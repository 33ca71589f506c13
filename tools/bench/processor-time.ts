import { readdirSync, readFileSync } from 'node:fs'

/** What Linux says of a process; times are in ms of processor time, in user and kernel mode together. */
export interface ProcessTimes {
  pid: number
  parent: number
  own: number
  /** Of its children that ended, and of theirs. */
  ended: number
}

/** The processor time of a process and of its descendants, in ms since each was started. */
export interface TreeTimes {
  own: number
  /** Those that ended are included. */
  descendants: number
  /** How many descendants there are now. */
  count: number
}

/** A tick of /proc is a 1/sysconf(_SC_CLK_TCK) second: a hundredth on all that Node.js runs on (proc_pid_stat(5)). */
const TICK_MS = 10

/**
 * @param stat the content of `/proc/<pid>/stat`: `7 (name) S 1 …`
 * @see https://man7.org/linux/man-pages/man5/proc_pid_stat.5.html
 */
export function processTimes(stat: string): ProcessTimes {
  // The name is what the process calls itself, with blanks and parentheses at will: the fields follow the last one.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
  // The manual counts from 1, and the state behind the name is its third.
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

/** @throws where no process is `root` */
export function treeTimes(processes: readonly ProcessTimes[], root: number): TreeTimes {
  const top = processes.find(({ pid }) => pid === root)
  if (!top) throw new Error(`The process ${root} has ended.`)
  const descendants = descendantsOf(processes, root)
  // "the sum of the tms_utime and tms_cutime values for all waited-for terminated children" (times(2)): the time of
  // one that ends moves up to its parent.
  const times = descendants.reduce((sum, { own, ended }) => sum + own + ended, top.ended)
  return { own: top.own, descendants: times, count: descendants.length }
}

function descendantsOf(processes: readonly ProcessTimes[], pid: number): ProcessTimes[] {
  const children = processes.filter(({ parent }) => parent === pid)
  return children.flatMap(child => [child, ...descendantsOf(processes, child.pid)])
}

/** Linux only. */
export function readTreeTimes(root: number): TreeTimes {
  const pids = readdirSync('/proc').filter(name => /^\d+$/.test(name))
  return treeTimes(pids.flatMap(readProcessTimes), root)
}

function readProcessTimes(pid: string): ProcessTimes[] {
  try {
    return [processTimes(readFileSync(`/proc/${pid}/stat`, 'utf8'))]
  } catch (cause) {
    // It has ended since the directory was read: before the file was opened, or between that and its first byte.
    if (['ENOENT', 'ESRCH'].includes((cause as NodeJS.ErrnoException).code ?? '')) return []
    throw cause
  }
}
