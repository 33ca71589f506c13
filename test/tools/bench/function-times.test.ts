import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { functionTimes } from '../../../tools/bench/function-times.ts'

const WORK =
  'while (process.cpuUsage().user < 60_000) {} process.stdout.write("worked"); setInterval(() => {}, 1e6)'
const running: ChildProcess[] = []

afterEach(() => {
  for (const each of running.splice(0)) each.kill()
})

/** A process that has worked for a twentieth of a second and waits. */
async function working(env: Record<string, string>): Promise<void> {
  const child = spawn(process.execPath, ['-e', WORK], { env, stdio: ['ignore', 'pipe', 'ignore'] })
  running.push(child)
  await once(child.stdout as NodeJS.ReadableStream, 'data')
}

test('processes have the time of the function whose name they were started with', async () => {
  if (process.platform !== 'linux') return expect(() => functionTimes(process.pid)).toThrow()
  await working({ POWERTOOLS_SERVICE_NAME: 'shop-buying' })
  await working({ OTHER: 'before', POWERTOOLS_SERVICE_NAME: 'shop-history' })
  await working({ POWERTOOLS_SERVICE_NAME: 'shop-history' })
  await working({ NOT_POWERTOOLS_SERVICE_NAME: 'mail-mailer' })
  const times = functionTimes(process.pid)
  expect([...times.keys()].sort()).toEqual(['shop-buying', 'shop-history'])
  expect(times.get('shop-buying')).toBeGreaterThanOrEqual(50)
  expect(times.get('shop-history')).toBeGreaterThanOrEqual(100)
})
