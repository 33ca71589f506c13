import { loggableId } from '../../../lambda/runtime/loggable-id.ts'

const ID = '01920000-0000-7000-8000-00000000e001'

test('a UUID may be logged', () => {
  expect(loggableId(ID)).toBe(ID)
})

test.each([
  '',
  'ada@mail.example',
  'Ada Byron',
  `${ID}0`,
  `0${ID}`,
  ID.toUpperCase(),
  ID.slice(1),
  [ID],
  1,
  null,
])('%j may not', id => {
  expect(loggableId(id)).toBeUndefined()
})
