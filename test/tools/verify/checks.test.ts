import { type Check, Checks, checkLines, Unverified } from '../../../tools/verify/checks.ts'

let ended: Check[]
let checks: Checks
beforeEach(() => {
  ended = []
  checks = new Checks(check => ended.push(check))
})

test('what holds gives its result, and is one line', async () => {
  expect(await checks.that('purchase', 'is accepted', async () => 'id')).toBe('id')
  expect(ended.map(checkLines)).toEqual([[expect.stringMatching(/^✓ purchase {5}is accepted {2}\d+\.\d s$/)]])
  expect(checks.hold).toBe(true)
})

test('what is skipped says why, and does not fail', () => {
  checks.skip('video', 'is encoded', 'no ffmpeg')
  expect(ended.map(checkLines)).toEqual([['- video        is encoded', '      no ffmpeg']])
  expect(checks.hold).toBe(true)
})

test.each([
  [new Unverified('it waits', 'its source is off'), ['it waits', 'its source is off']],
  [new Error('GET /trends: 503'), ['GET /trends: 503']],
])('what fails says why, and ends its journey: %s', async (error, details) => {
  const failing = checks.that('post', 'is told', async () => {
    throw error
  })
  await expect(failing).rejects.toBe(error)
  expect(ended).toMatchObject([{ outcome: 'fails', details }])
  expect(checkLines(ended[0] as Check).slice(1)).toEqual(details.map(line => `      ${line}`))
  expect(checks.hold).toBe(false)
})
