import { execFileSync } from 'node:child_process'

/** Resident memory in bytes: of the process itself, and of its children together. */
export interface MemoryUse {
  own: number
  children: number
  /** How many children there are. */
  count: number
}

export function memoryUse(pid: number): MemoryUse {
  const processes = execFileSync('ps', ['-A', '-o', 'pid=,ppid=,rss='], { encoding: 'utf8' })
    .trim()
    .split('\n')
    .map(line => line.trim().split(/\s+/).map(Number) as [number, number, number])
  const sum = (rss: number[]) => rss.reduce((total, kilobytes) => total + kilobytes * 1024, 0)
  const children = processes.filter(([, parent]) => parent === pid).map(([, , rss]) => rss)
  return {
    own: sum(processes.filter(([id]) => id === pid).map(([, , rss]) => rss)),
    children: sum(children),
    count: children.length,
  }
}
