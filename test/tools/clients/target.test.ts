import { targetOf } from '../../../tools/clients/target.ts'
import { UsageError } from '../../../tools/terminal/command-line.ts'

const none = () => []
const running =
  (...ports: number[]) =>
  () =>
    ports.map(port => `http://127.0.0.1:${port}`)

describe('a tool looks at', () => {
  test('the local AWS that is named', () => {
    const { connection, stage, place } = targetOf({ local: 'http://127.0.0.1:4566' }, {}, running(1, 2))
    expect(connection).toMatchObject({ endpoint: 'http://127.0.0.1:4566', region: 'us-east-1' })
    expect({ stage, place }).toEqual({ stage: 'dev', place: 'the local AWS at http://127.0.0.1:4566' })
  })

  test('the one that runs', () => {
    expect(targetOf({}, {}, running(4711)).connection.endpoint).toBe('http://127.0.0.1:4711')
  })

  test('the address of the environment, before one that runs', () => {
    const environment = { AWS_ENDPOINT_URL: 'http://127.0.0.1:9' }
    expect(targetOf({}, environment, running(4711))).toMatchObject({
      connection: {},
      place: 'http://127.0.0.1:9',
    })
  })

  test('the account, if no local AWS runs', () => {
    expect(targetOf({ stage: 'prod' }, {}, none)).toEqual({
      connection: {},
      stage: 'prod',
      place: 'the account of the environment',
    })
  })

  test('the account, if requested', () => {
    expect(targetOf({ account: true }, {}, running(4711)).connection).toEqual({})
  })
})

test.each([
  [
    'two run and none is named',
    () => targetOf({}, {}, running(1, 2)),
    'http://127.0.0.1:1, http://127.0.0.1:2',
  ],
  ['both are named', () => targetOf({ local: 'http://127.0.0.1:1', account: true }), 'exclude each other'],
  ['the address is no local one', () => targetOf({ local: 'https://aws.example' }), '"https://aws.example"'],
  ['the stage is no name', () => targetOf({ stage: 'Prod' }, {}, none), '"Prod"'],
])('it refuses to guess where %s', (_, target, reason) => {
  expect(target).toThrow(UsageError)
  expect(target).toThrow(reason)
})
