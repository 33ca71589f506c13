import { runNode } from '../../../tools/mutate/run-process.ts'

const options = { cwd: process.cwd(), env: {} }
const forever = new AbortController().signal

function script(text: string, timeoutMs: number, signal = forever) {
  return runNode(['--eval', text], options, { timeoutMs, signal })
}

test('what a process printed, and how it ended', async () => {
  const ended = await script('console.log(1); console.error(2); process.exitCode = 3', 60_000)
  expect(ended).toEqual({ code: 3, timedOut: false, output: expect.stringMatching(/^(1\n2|2\n1)\n$/) })
})

test('a process that hangs is killed, with those that it started and that hold its output', async () => {
  const child =
    "require('node:child_process').spawn(process.execPath, ['-e', 'for(;;){}'], { stdio: 'inherit' })"
  expect(await script(`${child}; for(;;){}`, 500)).toMatchObject({ code: null, timedOut: true })
})

test('an interruption kills it', async () => {
  const interruption = new AbortController()
  const running = script('for(;;){}', 60_000, interruption.signal)
  interruption.abort(new Error('Interrupted.'))
  await expect(running).rejects.toThrow('Interrupted.')
})
