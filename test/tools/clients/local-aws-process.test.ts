import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

const MODULE = join(import.meta.dirname, '../../../tools/clients/local-aws-process.ts')
const TOOL = `
  const { LocalAwsProcess } = await import(${JSON.stringify(MODULE)})
  const local = await LocalAwsProcess.start({ empty: true, ownProcessGroup: process.argv[1] === 'own group' })
  console.log(local.pid)
  setInterval(() => {}, 60_000)
`

let temporary: string
beforeEach(() => {
  temporary = mkdtempSync(join(tmpdir(), 'tool-'))
})
afterEach(() => rmSync(temporary, { recursive: true }))

/** @own the local AWS of a tool */
test.each<[string, NodeJS.Signals]>([
  ['own group', 'SIGKILL'],
  ['same group', 'SIGKILL'],
  ['own group', 'SIGTERM'],
])('a local AWS in its %s ends when its tool gets %s', async (group, signal) => {
  const tool = spawn(process.execPath, ['--input-type=module', '--eval', TOOL, group], {
    env: { ...process.env, TMPDIR: temporary },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const [line] = (await once(tool.stdout, 'data')) as [Buffer]
  const pid = Number(line.toString())
  expect(isAlive(pid)).toBe(true)
  tool.kill(signal)
  while (isAlive(pid)) await new Promise(resolve => setImmediate(resolve))
  expect(readdirSync(temporary)).toEqual([])
})

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch {
    return false
  }
}
