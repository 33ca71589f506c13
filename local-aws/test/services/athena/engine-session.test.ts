import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { loadDuckDb } from '../../../src/services/athena/engine/duckdb.ts'
import { Session } from '../../../src/services/athena/engine/session.ts'

/** What DuckDB itself refuses, should a statement ever get to it that the dialect does not know. */
let directory: string
let session: Session

beforeAll(async () => {
  directory = mkdtempSync(join(tmpdir(), 'athena-session-'))
  mkdirSync(join(directory, 'own'))
  writeFileSync(join(directory, 'own', 'a.csv'), 'a,b\n')
  writeFileSync(join(directory, 'secret.csv'), 'secret\n')
  session = await Session.open(await loadDuckDb(), join(directory, 'own'), new AbortController().signal)
})
afterAll(() => {
  session.close()
  rmSync(directory, { recursive: true })
})

/** @own the engine, and what it may do */
test('its own files are read', async () => {
  const path = join(directory, 'own', 'a.csv')
  const { rows } = await session.query(`SELECT * FROM read_csv('${path}', header = false)`)
  expect(rows).toEqual([['a', 'b']])
})

/** @own the engine, and what it may do */
test.each([
  ["SELECT * FROM read_csv('/etc/passwd')", 'disabled by configuration'],
  ["SELECT * FROM read_text('$/secret.csv')", 'disabled by configuration'],
  ["SELECT * FROM read_text('$/own/../secret.csv')", 'disabled by configuration'],
  ["SELECT * FROM glob('/*')", 'disabled by configuration'],
  ["SELECT * FROM sniff_csv('/etc/passwd')", 'disabled by configuration'],
  ["COPY (SELECT 1) TO '$/leak.csv'", 'disabled by configuration'],
  ["ATTACH '$/leak.db'", 'disabled by configuration'],
  ["EXPORT DATABASE '$/leak'", 'disabled by configuration'],
  ['INSTALL httpfs', 'disabled by configuration'],
  ['LOAD httpfs', 'disabled through configuration'],
  ["SELECT * FROM read_csv('https://example.com/a.csv')", 'disabled'],
  ["SELECT getenv('HOME')", 'getenv does not exist'],
  ["SET memory_limit = '100GB'", 'configuration has been locked'],
  ['SET enable_external_access = true', 'configuration has been locked'],
  ["SET allowed_directories = ['/']", 'configuration has been locked'],
  ['RESET threads', 'configuration has been locked'],
])('%s is refused', async (statement, reason) => {
  await expect(session.run(statement.replace('$', directory))).rejects.toMatchObject({
    message: expect.stringContaining(reason),
  })
})

/** @documented Trino documentation, Mathematical operators: the division of integers truncates */
test('it counts as Trino does: a quotient of integers is one', async () => {
  const { rows } = await session.query('SELECT trino_divide(7, 2)')
  expect(rows).toEqual([['3']])
})

/** @own the engine, and what it may do */
test('memory and threads are limited', async () => {
  const [row] = await session.rows(
    "SELECT current_setting('memory_limit') AS memory, current_setting('threads') AS threads",
  )
  expect(row).toEqual({ memory: '1.8 GiB', threads: '2' })
})

/** @own the engine, and what it may do */
test('a stream of rows that is interrupted is no result', async () => {
  const cancellation = new AbortController()
  const cancelled = await Session.open(await loadDuckDb(), join(directory, 'own'), cancellation.signal)
  try {
    const running = cancelled.query('SELECT * FROM range(100000000)')
    const failed = expect(running).rejects.toThrow('enough')
    for (let turn = 0; turn < 500; turn += 1) await new Promise(resolve => setImmediate(resolve))
    cancellation.abort(new Error('enough'))
    await failed
  } finally {
    cancelled.close()
  }
})
