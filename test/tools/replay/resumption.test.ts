import { resumable } from '../../../tools/replay/history/resumption.ts'
import { ReplayRefusedError } from '../../../tools/replay/replay-function.ts'
import { InterruptedError } from '../../../tools/terminal/interruption.ts'

const times = { from: '2026-11-29T08:00:00.000Z', to: '2026-11-29T09:00:00.000Z' }
const WAY_ON = `To resume, run the same command with --from ${times.from} --to ${times.to}.`
const named = (name: string, message: string) => Object.assign(new Error(message), { name })

test.each([
  ['an interruption', new InterruptedError('Interrupted by SIGINT.'), 'Interrupted by SIGINT.'],
  ['a lost connection', named('TimeoutError', 'socket hang up.'), 'socket hang up.'],
  [
    'credentials that expired',
    named('ExpiredTokenException', 'The security token included in the request is expired'),
    'The security token included in the request is expired. Sign in again.',
  ],
])('%s shows how to go on', (_, error, reason) => {
  expect(resumable(error, times)).toMatchObject({ message: expect.stringContaining(`${reason} ${WAY_ON}`) })
})

test('a refusal says itself what to do', () => {
  const refusal = new ReplayRefusedError('Drop the dead letters.')
  expect(resumable(refusal, times)).toBe(refusal)
})
