import { conjunctsOf } from '../../../src/services/athena/engine/conjuncts.ts'

/** @own the reading of conditions */
test.each([
  ["(hour = 'a')", ["(hour = 'a')"]],
  ["((a > 1) AND (b = ') AND (') AND contains(c, 'x'))", ['(a > 1)', "(b = ') AND (')", "contains(c, 'x')"]],
  ['((a > 1) OR ((b = 2) AND (c = 3)))', ['((a > 1) OR ((b = 2) AND (c = 3)))']],
  ['(a = 1) AND (b = 2)', ['(a = 1) AND (b = 2)']],
  [
    '((a = 1) AND CASE  WHEN (b) THEN (true) ELSE false END)',
    ['(a = 1)', 'CASE  WHEN (b) THEN (true) ELSE false END'],
  ],
  ["(hour BETWEEN 'a' AND 'b')", ["(hour BETWEEN 'a' AND 'b')"]],
  ["((hour BETWEEN 'a' AND 'b') AND (c = 1))", ["(hour BETWEEN 'a' AND 'b')", '(c = 1)']],
  ["(NOT (hour BETWEEN 'a' AND 'b'))", []],
  ["((hour BETWEEN 'a' AND 'b') = false)", []],
  ['((random() < 0.5) AND (a = 1))', ['(a = 1)']],
])('%s', (condition, conjuncts) => {
  expect(conjunctsOf(condition)).toEqual(conjuncts)
})
