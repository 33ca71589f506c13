import { encodedEvent, readOutcome, UnreadableOutcome } from '../../../lambda/video/outcome.ts'

const id = '01920000-0000-7000-8000-000000000001'
const rendition = { name: '240p' as const, width: 426, height: 240, bytes: 1, key: 'renditions/1/240p.mp4' }
const encoded = (durationSeconds: number) =>
  encodedEvent(
    id,
    { durationSeconds, renditions: [rendition], poster: { key: 'p' } },
    '2026-01-02T03:04:05.678Z',
  )

test('an outcome is read as it was written', () => {
  expect(readOutcome(JSON.stringify(encoded(1)))).toEqual(encoded(1))
})

test.each([
  ['is not JSON', 'Ada Lovelace said', 'the outcome of the video is not JSON'],
  ['is no outcome', '{"Ada":"Lovelace"}', 'breaks its contract: #/specversion'],
  ['has no length', JSON.stringify(encoded(0)), '#/data/durationSeconds'],
])('a document that %s fails for good, without a word of it', (_, text, reason) => {
  expect(() => readOutcome(text)).toThrow(UnreadableOutcome)
  expect(() => readOutcome(text)).toThrow(reason)
  expect(() => readOutcome(text)).not.toThrow('Lovelace')
})
