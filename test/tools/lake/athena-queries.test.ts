import { once } from 'node:events'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { json } from 'node:stream/consumers'
import { localConnection } from '../../../tools/clients/connection.ts'
import { AthenaQueries, QueryFailedError } from '../../../tools/lake/athena-queries.ts'
import { savedQuery } from '../../../tools/lake/saved-queries.ts'

type Input = Record<string, unknown>

/** Athena, as far as a query needs it: what it answers, by action; and what it was asked. */
class StubAthena {
  readonly calls: { action: string; input: Input }[] = []
  readonly #server: Server
  readonly #answers: Record<string, (input: Input) => object>

  private constructor(answers: Record<string, (input: Input) => object>) {
    this.#answers = answers
    this.#server = createServer(async (request, response) => {
      const action = String(request.headers['x-amz-target']).replace('AmazonAthena.', '')
      const input = (await json(request)) as Input
      this.calls.push({ action, input })
      response.end(JSON.stringify(this.#answers[action]?.(input) ?? {}))
    })
  }

  static async on(answers: Record<string, (input: Input) => object>): Promise<StubAthena> {
    const stub = new StubAthena({ StartQueryExecution: () => ({ QueryExecutionId: 'q' }), ...answers })
    stub.#server.listen(0, '127.0.0.1')
    await once(stub.#server, 'listening')
    return stub
  }

  get queries(): AthenaQueries {
    const { port } = this.#server.address() as AddressInfo
    return new AthenaQueries(
      localConnection(`http://127.0.0.1:${port}`, { accessKeyId: 'x', secretAccessKey: 'x' }),
      'group',
      'database',
    )
  }

  inputs(action: string): Input[] {
    return this.calls.filter(call => call.action === action).map(({ input }) => input)
  }

  async close(): Promise<void> {
    this.#server.closeAllConnections()
    this.#server.close()
  }
}

let athena: StubAthena | undefined
afterEach(() => athena?.close())

const never = new AbortController().signal
const ended = (State: string, StateChangeReason?: string, StatementType = 'DML') => ({
  QueryExecution: {
    Status: { State, StateChangeReason },
    StatementType,
    Statistics: { DataScannedInBytes: 5, TotalExecutionTimeInMillis: 7 },
  },
})
const row = (...cells: (string | null)[]) => ({
  Data: cells.map(cell => (cell === null ? {} : { VarCharValue: cell })),
})
const metadata = { ColumnInfo: [{ Name: 'n', Type: 'bigint' }] }

/** So many rows behind a header, by pages as they are asked for. */
function pages(rows: number) {
  const all = [row('n'), ...Array.from({ length: rows }, (_, index) => row(String(index)))]
  return ({ MaxResults, NextToken }: Input) => {
    const first = Number(NextToken ?? 0)
    const next = first + Number(MaxResults)
    return {
      ResultSet: { Rows: all.slice(first, next), ResultSetMetadata: metadata },
      ...(next < all.length && { NextToken: String(next) }),
    }
  }
}

test('a query runs in the workgroup and the database of the lake, with its parameters', async () => {
  athena = await StubAthena.on({
    GetQueryExecution: () => ended('SUCCEEDED'),
    GetQueryResults: pages(1),
  })
  const answer = await athena.queries.run({ sql: 'SELECT ?', parameters: ["'x'"], limit: 10 }, never)
  expect(answer).toEqual({
    columns: [{ name: 'n', type: 'bigint' }],
    rows: [['0']],
    complete: true,
    bytesScanned: 5,
    elapsedMs: 7,
    isCharged: true,
  })
  expect(athena.inputs('StartQueryExecution')).toEqual([
    expect.objectContaining({
      QueryString: 'SELECT ?',
      WorkGroup: 'group',
      QueryExecutionContext: { Database: 'database' },
      ExecutionParameters: ["'x'"],
    }),
  ])
})

test.each([
  [2500, 5000, 2500, true],
  [2500, 2500, 2500, true],
  [2501, 2500, 2500, false],
  [999, 1000, 999, true],
  [1001, 1000, 1000, false],
  [0, 1, 0, true],
])('of %d rows, a limit of %d gives %d', async (rows, limit, given, complete) => {
  athena = await StubAthena.on({
    GetQueryExecution: () => ended('SUCCEEDED'),
    GetQueryResults: pages(rows),
  })
  const answer = await athena.queries.run({ sql: 'SELECT 1', parameters: [], limit }, never)
  expect(answer.rows.map(([n]) => n)).toEqual(Array.from({ length: given }, (_, index) => String(index)))
  expect(answer.complete).toBe(complete)
})

test('a statement about tables has no header, and costs nothing', async () => {
  athena = await StubAthena.on({
    GetQueryExecution: () => ended('SUCCEEDED', undefined, 'DDL'),
    GetQueryResults: () => ({ ResultSet: { Rows: [row('events'), row(null)], ResultSetMetadata: metadata } }),
  })
  const answer = await athena.queries.run({ sql: 'SHOW TABLES', parameters: [], limit: 10 }, never)
  expect(answer).toMatchObject({ rows: [['events'], [undefined]], isCharged: false })
})

test('the progress is told until the query ends', async () => {
  const states = ['QUEUED', 'RUNNING', 'SUCCEEDED']
  athena = await StubAthena.on({
    GetQueryExecution: () => ended(states.shift() ?? ''),
    GetQueryResults: pages(1),
  })
  const told: string[] = []
  await athena.queries.run({ sql: 'SELECT 1', parameters: [], limit: 1 }, never, ({ state }) =>
    told.push(state),
  )
  expect(told).toEqual(['QUEUED', 'RUNNING'])
})

test('an interruption stops the query in Athena', async () => {
  athena = await StubAthena.on({ GetQueryExecution: () => ended('RUNNING') })
  const interruption = new AbortController()
  const run = athena.queries.run({ sql: 'SELECT 1', parameters: [], limit: 1 }, interruption.signal, () =>
    interruption.abort(new Error('Ctrl-C')),
  )
  await expect(run).rejects.toThrow()
  expect(athena.inputs('StopQueryExecution')).toEqual([{ QueryExecutionId: 'q' }])
})

test.each([
  [
    'CANCELLED',
    'Bytes scanned limit was exceeded',
    "Bytes scanned limit was exceeded\nA query may read 100,000,000,000 bytes (the workgroup group). Narrow it by hour of arrival: WHERE hour BETWEEN '2026-11-29-09' AND '2026-11-29-12'.",
  ],
  [
    'FAILED',
    "COLUMN_NOT_FOUND: line 1:8: Column 'x' cannot be resolved",
    'npm run lake -- "DESCRIBE events"',
  ],
  ['FAILED', 'TABLE_NOT_FOUND: line 1:15: Table x does not exist', 'The lake has one table: events.'],
  ['FAILED', undefined, 'It ended as FAILED.'],
])('a query that ended as %s (%s) says what to do', async (state, reason, message) => {
  athena = await StubAthena.on({
    GetQueryExecution: () => ended(state, reason),
    GetWorkGroup: () => ({ WorkGroup: { Configuration: { BytesScannedCutoffPerQuery: 100e9 } } }),
  })
  const run = athena.queries.run({ sql: 'SELECT 1', parameters: [], limit: 1 }, never)
  await expect(run).rejects.toThrow(QueryFailedError)
  await expect(run).rejects.toThrow(message)
})

test('saved queries are listed by name, without the folder of their stage, however many there are', async () => {
  const ids = Array.from({ length: 60 }, (_, index) => `id-${index}`)
  athena = await StubAthena.on({
    ListNamedQueries: ({ NextToken }) =>
      NextToken ? { NamedQueryIds: ids.slice(50) } : { NamedQueryIds: ids.slice(0, 50), NextToken: 'more' },
    BatchGetNamedQuery: ({ NamedQueryIds }) => ({
      NamedQueries: (NamedQueryIds as string[]).map(id => ({
        Name: `Messaging-dev/${id}`,
        Description: 'd',
        QueryString: 'SELECT 1',
      })),
    }),
  })
  const saved = await athena.queries.saved()
  expect(saved.map(({ name }) => name)).toEqual(ids.toSorted())
  expect(savedQuery(saved, 'id-7').sql).toBe('SELECT 1')
  expect(() => savedQuery(saved.slice(0, 2), 'top')).toThrow(
    'No saved query is called "top". There are id-0, id-1.',
  )
})
