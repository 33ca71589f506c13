import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

const HANGS = `import { spawn } from 'node:child_process'
   export const handler = () => new Promise(() => {
     spawn('sleep', ['600'])
     console.log('working')
     setInterval(() => {}, 1000)
   })`
const NEVER_YIELDS = `export const handler = async () => {
  console.log('working')
  await new Promise(done => setTimeout(done, 10))
  for (;;);
}`
/** Between two lines nothing else gets a turn, so that it is the first to notice. */
const PRINTS = `import { spawn } from 'node:child_process'
export const handler = async () => {
  spawn('sleep', ['600'])
  for (;;) {
    console.log('working')
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 5)
  }
}`

let temporary: string

beforeEach(async () => {
  temporary = await mkdtemp(join(tmpdir(), 'host-'))
})
afterEach(() => rm(temporary, { recursive: true }))

/** @own the end of the local AWS */
test.each([
  ['exits', 'exit', HANGS],
  ['exits while a function never yields', 'exit', NEVER_YIELDS],
  ['is killed', 'stay', HANGS],
  ['is killed while a function prints', 'stay', PRINTS],
])('no function outlives a local AWS that %s', async (_, then, source) => {
  const host = spawn(process.execPath, [join(import.meta.dirname, 'host-process.ts'), then, source], {
    env: { ...process.env, TMPDIR: temporary },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const ended = once(host, 'exit')
  const [line] = (await once(host.stdout, 'data')) as [Buffer]
  const pid = Number(line.toString())
  expect(pid).toBeGreaterThan(0)
  if (then === 'stay') {
    expect(isAlive(pid)).toBe(true)
    host.kill('SIGKILL')
  }
  await ended
  while (isAlive(-pid)) await new Promise(resolve => setImmediate(resolve))
  // Who is killed cannot tidy up.
  if (then === 'exit') expect(await readdir(temporary)).toEqual([])
})

/** Whether there is such a process, or with the sign reversed any process of its group. */
function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch {
    return false
  }
}
