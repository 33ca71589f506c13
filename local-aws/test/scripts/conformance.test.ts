import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { behaviours } from '../../scripts/conformance/behaviours.ts'
import { parseCommandLine } from '../../scripts/conformance/command-line.ts'
import { failures, list, table } from '../../scripts/conformance/report.ts'
import { fault, sourcesOf } from '../../scripts/conformance/source-tags.ts'

const COMMAND = join(import.meta.dirname, '..', '..', 'scripts', 'conformance', 'main.ts')

test('each test of a service names its source', async () => {
  const { faults } = JSON.parse(await conformance('--declared', '--json'))
  expect(faults).toEqual([])
})

describe('tags', () => {
  test('a comment names one source or more, over as many lines as they take', () => {
    const comment = `/**
     * What the queue is for.
     * @documented SQS API Reference, SendMessage: "Any characters not included
     *   in this list are rejected"
     * @recorded tests/aws/test_sqs.py::TestSqs::test_send, 2024-05-01
     *
     * A word more.
     * @see elsewhere
     */`
    expect(sourcesOf(comment)).toEqual([
      {
        kind: 'documented',
        text: 'SQS API Reference, SendMessage: "Any characters not included in this list are rejected"',
      },
      { kind: 'recorded', text: 'tests/aws/test_sqs.py::TestSqs::test_send, 2024-05-01' },
    ])
    expect(sourcesOf('/** @own the clock */')).toEqual([{ kind: 'own', text: 'the clock' }])
    expect(sourcesOf('/** What it does. */')).toEqual([])
  })

  test('a tag without text, a page without what it says, a recording without its test or date are faults', () => {
    expect(fault({ kind: 'documented', text: '' })).toMatch('names no source')
    expect(fault({ kind: 'documented', text: 'SQS API Reference, SendMessage' })).toMatch('what it says')
    expect(fault({ kind: 'documented', text: 'SQS API Reference: "a rule"' })).toBeUndefined()
    expect(fault({ kind: 'own', text: '' })).toMatch('names no part')
    expect(fault({ kind: 'recorded', text: 'tests/test_sqs.py::test_send' })).toMatch('yyyy-mm-dd')
    expect(fault({ kind: 'recorded', text: 'tests/test_sqs.py::test_send, 2024-05-01' })).toBeUndefined()
  })
})

describe('the report', () => {
  const test1 = {
    service: 'sqs',
    file: 'test/services/sqs/a.test.ts',
    lines: { first: 3, last: 6 },
    title: 'queue › %s',
    sources: [{ kind: 'documented', text: 'SQS API Reference: "a rule"' }],
  } as const
  const unsourced = { service: undefined, file: 'test/b.test.ts', lines: { first: 1, last: 1 }, title: 'b' }
  const found = behaviours(
    [test1, { ...unsourced, sources: [] }, { ...test1, file: 'test/services/sqs/c.test.ts' }],
    [
      { file: test1.file, line: 6, title: 'queue › one', status: 'passed' },
      { file: test1.file, line: 6, title: 'queue › two', status: 'failed' },
      { file: 'test/b.test.ts', line: 1, title: 'b', status: 'passed' },
    ],
  )

  test('each case counts, and a test that did not run does not hold', () => {
    expect(found.map(({ title, outcome }) => `${title}: ${outcome}`)).toEqual([
      'queue › one: held',
      'queue › two: failed',
      'b: held',
      'queue › %s: not run',
    ])
  })

  test('the table counts by service', () => {
    expect(table(found).split('\n')).toEqual([
      'service      documented  recorded  own parts',
      'sqs               1 / 3         0          0',
      'other parts           0         0      1 / 1',
      'all               1 / 3         0      1 / 1',
    ])
  })

  test('the list, and what does not hold, cite the sources', () => {
    expect(list(found)).toMatch(
      /^sqs\n\n✓ queue › one \(.*:6\)\n {4}documented: SQS API Reference: "a rule"\n✗ queue › two/,
    )
    expect(failures(found)).toMatch(/^✗ queue › two .*\n {4}documented: .*\n· queue › %s /)
  })
})

test('a service that does not exist is refused', () => {
  expect(parseCommandLine(['--service', 'sqs', '--list'], ['sqs'])).toMatchObject({
    service: 'sqs',
    list: true,
  })
  expect(() => parseCommandLine(['--service', 'mq'], ['sqs'])).toThrow(
    '--service mq: there is no such service',
  )
  expect(() => parseCommandLine(['--all'], ['sqs'])).toThrow("'--all'")
})

async function conformance(...args: string[]): Promise<string> {
  const failed = (error: { stdout: string }) => error
  const { stdout } = await promisify(execFile)(process.execPath, [COMMAND, ...args], {
    maxBuffer: 16 * 1024 * 1024,
  }).catch(failed)
  return stdout
}
