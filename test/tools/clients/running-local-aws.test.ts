import { existsSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { LocalAwsProcess } from '../../../tools/clients/local-aws-process.ts'
import { runningLocalAws } from '../../../tools/clients/running-local-aws.ts'

test('a local AWS is found while it runs, and not after it was killed', async () => {
  const local = await LocalAwsProcess.start({ empty: true })
  const other = await LocalAwsProcess.start({ empty: true })
  expect(runningLocalAws()).toEqual(expect.arrayContaining([local.endpoint, other.endpoint]))
  await local.stop()
  process.kill(other.pid, 'SIGKILL')
  while (isAlive(other.pid)) await new Promise(setImmediate)
  const left = runningLocalAws()
  expect(left).not.toContain(local.endpoint)
  expect(left).not.toContain(other.endpoint)
  expect(existsSync(fileOf(other.pid))).toBe(true)

  // The next one clears up.
  await (await LocalAwsProcess.start({ empty: true })).stop()
  expect(existsSync(fileOf(other.pid))).toBe(false)
})

const fileOf = (pid: number) => join(tmpdir(), `local-aws-${process.getuid?.()}`, `${pid}.json`)

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch {
    return false
  }
}
