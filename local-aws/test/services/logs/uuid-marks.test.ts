import { randomUUID } from 'node:crypto'
import { requiredMarks, uuidMarks } from '../../../src/services/logs/uuid-marks.ts'

const holds = (text: string, uuid: string) =>
  (uuidMarks(text) & requiredMarks([uuid])) === requiredMarks([uuid])

/** @own the index of events by UUIDs */
test('a text has the marks of every UUID in it, wherever it stands', () => {
  const [a, b] = [randomUUID(), randomUUID()]
  for (const text of [a, `{"a":"${a}","b":"${b}"}`, `ff${a}ff`, `${a}-${b}`, `x ${b}${a}`])
    expect(holds(text, a)).toBe(true)
})

/** @own the index of events by UUIDs */
test('one that begins within another counts, too', () => {
  const inner = '55555555-6666-7777-8888-999999999999'
  expect(holds('11111111-2222-3333-4444-555555555555-6666-7777-8888-999999999999', inner)).toBe(true)
})

/** @own the index of events by UUIDs */
test('most texts without it are told', () => {
  const wanted = randomUUID()
  const others = Array.from({ length: 1_000 }, () => randomUUID()).filter(text => holds(text, wanted))
  expect(others.length).toBeLessThan(100)
})

/** @own the index of events by UUIDs */
test('what is no UUID asks for no marks', () => {
  expect(requiredMarks(['hop', '01a226fd', `${randomUUID()}x`, randomUUID().toUpperCase()])).toBe(0)
})
