import { environmentVariable } from '../../../lambda/runtime/environment.ts'

afterEach(() => {
  delete process.env.OF_THE_TEST
})

test('a variable is what the stack gives the function', () => {
  process.env.OF_THE_TEST = 'given'
  expect(environmentVariable('OF_THE_TEST')).toBe('given')
})

test.each([undefined, ''])('one that is %j is told by its name, and whose it is to give', value => {
  if (value !== undefined) process.env.OF_THE_TEST = value
  expect(() => environmentVariable('OF_THE_TEST')).toThrow(
    "The environment variable OF_THE_TEST is not set: the function's stack has to give it.",
  )
})
