import { execFileSync } from 'node:child_process'
import { processTimes, readTreeTimes, treeTimes } from '../../../tools/bench/processor-time.ts'

/** As Linux writes it; the fields behind the name are state, ppid, …, 14 utime, 15 stime, 16 cutime, 17 cstime, … */
function stat(name: string): string {
  return `4711 (${name}) S 42 4711 4711 0 -1 4194560 9000 777 0 0 120 35 7 3 20 0 11 0 12345 1000000 2000\n`
}

test('a line of /proc/<pid>/stat, in ms', () => {
  expect(processTimes(stat('node'))).toEqual({ pid: 4711, parent: 42, own: 1550, ended: 100 })
})

test.each(['a name) S 1 2', '((', '', 'tmux: server', ') R 9 9 9 9 9 9 9 9 9 9 9 9 9 9 9 9'])(
  'a process may call itself %j',
  name => {
    expect(processTimes(stat(name))).toEqual(processTimes(stat('node')))
  },
)

test.each(['', 'nothing of the kind', '4711 (node) S 42 4711'])('%j is refused', line => {
  expect(() => processTimes(line)).toThrow('This is not a line of /proc/<pid>/stat')
})

describe('a tree of processes', () => {
  const server = { pid: 10, parent: 1, own: 500, ended: 40 }
  const lambda = { pid: 11, parent: 10, own: 200, ended: 0 }
  const program = { pid: 12, parent: 11, own: 30, ended: 5 }
  const stranger = { pid: 13, parent: 1, own: 9000, ended: 9000 }

  test('has the time of all that runs or ended below its root', () => {
    const times = treeTimes([program, stranger, lambda, server], 10)
    expect(times).toEqual({ own: 500, descendants: 40 + 200 + 30 + 5, count: 2 })
  })

  test('keeps the time of a child that ends', () => {
    const before = treeTimes([server, lambda, program], 10)
    // What a parent waited for is added to it, with what that had waited for itself.
    const after = treeTimes([{ ...server, ended: 40 + 200 + 30 + 5 }], 10)
    expect(after).toEqual({ ...before, count: 0 })
  })

  test('without its root is no tree', () => {
    expect(() => treeTimes([stranger], 10)).toThrow('The process 10 has ended.')
  })
})

test('what a child worked until it ended is in /proc, where there is one', () => {
  if (process.platform !== 'linux') return expect(() => readTreeTimes(process.pid)).toThrow()
  const before = readTreeTimes(process.pid)
  const work = 'while (process.cpuUsage().user < 150_000) {}'
  execFileSync(process.execPath, ['-e', work])
  const after = readTreeTimes(process.pid)
  expect(after.descendants - before.descendants).toBeGreaterThanOrEqual(140)
})
