import { AthenaRig, DATABASE } from './athena-rig.ts'

const rig = new AthenaRig()
beforeAll(async () => {
  await rig.open()
  await rig.table('orders', { id: 'string', total: 'double' })
  await rig.put('orders/a.json', [
    { id: 'a', total: 1 },
    { id: 'b "quoted", in two\nlines', total: null },
    { total: 0.5 },
  ])
})
afterAll(() => rig.close())

const TOKEN = 'a-token-of-at-least-32-characters'
const START = {
  QueryString: 'SELECT id FROM orders',
  QueryExecutionContext: { Database: DATABASE },
  ResultConfiguration: { OutputLocation: 's3://results/path' },
}

async function resultFile(location: string | undefined): Promise<string> {
  const [, Bucket, Key] = /^s3:\/\/([^/]+)\/(.*)$/.exec(location ?? '') ?? []
  const { Body } = await rig.s3.getObject({ Bucket, Key })
  return (await Body?.transformToString()) ?? ''
}

/**
 * @documented Athena API Reference, QueryExecution: its members, Statistics and ResultConfiguration among
 *   them
 */
test('a query tells what it is, what it read, and where its results are', async () => {
  const execution = await rig.run(START.QueryString, START)
  expect(execution).toMatchObject({
    Query: 'SELECT id FROM orders',
    StatementType: 'DML',
    SubstatementType: 'SELECT',
    QueryExecutionContext: { Database: DATABASE },
    WorkGroup: 'primary',
    EngineVersion: { EffectiveEngineVersion: 'Athena engine version 3' },
    Status: { State: 'SUCCEEDED', SubmissionDateTime: new Date('2026-11-29T12:30:00Z') },
    Statistics: { DataScannedInBytes: 85 },
  })
  expect(execution.ResultConfiguration?.OutputLocation).toBe(
    `s3://results/path/${execution.QueryExecutionId}.csv`,
  )
})

/**
 * @documented Athena User Guide, Working with query results: "DML query results files are saved in
 *   comma-separated values (CSV) format"; the quotation marks are documented nowhere
 */
test('the results are a CSV file of quoted values', async () => {
  const { ResultConfiguration } = await rig.run('SELECT id, total FROM orders ORDER BY total')
  expect(await resultFile(ResultConfiguration?.OutputLocation)).toBe(
    '"id","total"\n,"0.5"\n"a","1.0"\n"b ""quoted"", in two\nlines",\n',
  )
})

/** @documented Athena API Reference, GetQueryResults: MaxResults and NextToken */
test('results come in pages, the header first', async () => {
  const { QueryExecutionId } = await rig.run('SELECT n FROM UNNEST(sequence(1, 1500)) AS t(n) ORDER BY n')
  const pages: (string | undefined)[][] = []
  let NextToken: string | undefined
  do {
    const page = await rig.athena.getQueryResults({ QueryExecutionId, MaxResults: 600, NextToken })
    pages.push(page.ResultSet?.Rows?.map(({ Data }) => Data?.[0]?.VarCharValue) ?? [])
    NextToken = page.NextToken
  } while (NextToken !== undefined)
  expect(pages.map(({ length }) => length)).toEqual([600, 600, 301])
  expect(pages.flat()).toEqual(['n', ...Array.from({ length: 1500 }, (_, index) => String(index + 1))])
  const { ResultSet } = await rig.athena.getQueryResults({ QueryExecutionId })
  expect(ResultSet?.Rows).toHaveLength(1000)
  await expect(rig.athena.getQueryResults({ QueryExecutionId, MaxResults: 1001 })).rejects.toMatchObject({
    name: 'InvalidRequestException',
  })
  await expect(rig.athena.getQueryResults({ QueryExecutionId, NextToken: 'x' })).rejects.toMatchObject({
    AthenaErrorCode: 'INVALID_NEXT_TOKEN',
  })
})

/** @documented Athena API Reference, ColumnInfo: Name and Type */
test('columns have the names and types of Athena', async () => {
  const { QueryExecutionId } = await rig.run(
    `SELECT 1 AS i, 2147483648 AS b, 1.5 AS d, 1e0 AS f, 'x' AS s, true AS o, DATE '2026-11-29' AS day,
       TIMESTAMP '2026-11-29 10:00:00' AS t, from_unixtime(0) AS z, ARRAY[1, NULL] AS a,
       MAP(ARRAY['k'], ARRAY[1]) AS m, CAST(ROW(1, 'x') AS ROW(a integer, b varchar)) AS r, X'01ff' AS v,
       json_parse('{"a":1}') AS j, NULL AS n, 1 + 1`,
  )
  const { ResultSet } = await rig.athena.getQueryResults({ QueryExecutionId })
  const types = ResultSet?.ResultSetMetadata?.ColumnInfo?.map(({ Name, Type }) => [Name, Type])
  const [, values] = ResultSet?.Rows ?? []
  expect(types?.map(([name, type], index) => [name, type, values?.Data?.[index]?.VarCharValue])).toEqual([
    ['i', 'integer', '1'],
    ['b', 'bigint', '2147483648'],
    ['d', 'decimal', '1.5'],
    ['f', 'double', '1.0'],
    ['s', 'varchar', 'x'],
    ['o', 'boolean', 'true'],
    ['day', 'date', '2026-11-29'],
    ['t', 'timestamp', '2026-11-29 10:00:00.000'],
    ['z', 'timestamp with time zone', '1970-01-01 00:00:00.000 UTC'],
    ['a', 'array', '[1, null]'],
    ['m', 'map', '{k=1}'],
    ['r', 'row', '{a=1, b=x}'],
    ['v', 'varbinary', '01 ff'],
    ['j', 'json', '{"a":1}'],
    ['n', 'integer', undefined],
    ['_col15', 'integer', '2'],
  ])
})

/** @documented Athena User Guide, Parameterized queries: ExecutionParameters stand for question marks */
test('parameters stand for question marks', async () => {
  const rows = await rig.rows('SELECT id FROM orders WHERE id = ? OR total < ? -- ?', {
    ExecutionParameters: ["'a'", '0.75'],
  })
  expect(rows).toHaveLength(2)
  await expect(rig.rows('SELECT ?', {})).rejects.toThrow(/^INVALID_PARAMETER_USAGE/)
})

/**
 * @documented Athena API Reference, StartQueryExecution, ClientRequestToken: a repeated request starts no
 *   second query
 */
test('the same token starts the same query once', async () => {
  const first = await rig.athena.startQueryExecution({ ...START, ClientRequestToken: TOKEN })
  const again = await rig.athena.startQueryExecution({ ...START, ClientRequestToken: TOKEN })
  expect(again.QueryExecutionId).toBe(first.QueryExecutionId)
  await expect(
    rig.athena.startQueryExecution({ ...START, QueryString: 'SELECT 2', ClientRequestToken: TOKEN }),
  ).rejects.toMatchObject({ name: 'InvalidRequestException', message: 'Idempotent parameters do not match' })
})

/**
 * @documented Athena API Reference, ListQueryExecutions: the query executions of a workgroup
 * @own not documented by AWS: the order of the list
 */
test('executions are listed by workgroup, the latest first', async () => {
  const first = await rig.run('SELECT 1')
  const second = await rig.run('SELECT 2')
  const ids = [second.QueryExecutionId, first.QueryExecutionId]
  expect((await rig.athena.listQueryExecutions({ MaxResults: 2 })).QueryExecutionIds).toEqual(ids)
  const batch = await rig.athena.batchGetQueryExecution({
    QueryExecutionIds: [first.QueryExecutionId as string, 'unknown'],
  })
  expect(batch.QueryExecutions).toMatchObject([{ Query: 'SELECT 1' }])
  expect(batch.UnprocessedQueryExecutionIds).toMatchObject([{ QueryExecutionId: 'unknown' }])
})

describe('a request is refused', () => {
  /**
   * @documented Athena API Reference, StartQueryExecution, InvalidRequestException: "Indicates that something
   *   is wrong with the input to the request. For example, a required parameter may be missing or out of
   *   range."
   */
  test.each([
    [
      'a malformed statement',
      { QueryString: 'SELEC 1' },
      /^line 1:1: mismatched input 'SELEC'/,
      'MALFORMED_QUERY',
    ],
    [
      'an INSERT',
      { QueryString: 'INSERT INTO orders VALUES (1)' },
      /INSERT is not simulated/,
      'MALFORMED_QUERY',
    ],
    [
      'a query that is too long',
      { QueryString: `SELECT '${'€'.repeat(90_000)}'` },
      /maximum query length of 262144 bytes/,
      'MALFORMED_QUERY',
    ],
    ['no output location', { ResultConfiguration: {} }, /^No output location provided\./, 'INVALID_INPUT'],
    [
      'a location that is not in S3',
      { ResultConfiguration: { OutputLocation: 'results' } },
      /not a valid S3 path/,
      'INVALID_INPUT',
    ],
    [
      'a bucket that does not exist',
      { ResultConfiguration: { OutputLocation: 's3://nowhere/' } },
      /^Unable to verify\/create output bucket nowhere$/,
      'INVALID_INPUT',
    ],
    ['an unknown workgroup', { WorkGroup: 'nobody' }, /^WorkGroup is not found\.$/, 'INVALID_INPUT'],
    [
      'the reuse of results',
      { ResultReuseConfiguration: { ResultReuseByAgeConfiguration: { Enabled: true } } },
      /does not simulate the reuse of results/,
      'INVALID_INPUT',
    ],
  ])('%s', async (_, input, message, AthenaErrorCode) => {
    await expect(rig.athena.startQueryExecution({ ...START, ...input })).rejects.toMatchObject({
      name: 'InvalidRequestException',
      message: expect.stringMatching(message),
      AthenaErrorCode,
    })
  })

  /**
   * @documented Athena API Reference, GetQueryExecution, InvalidRequestException: "Indicates that something
   *   is wrong with the input to the request. For example, a required parameter may be missing or out of
   *   range."
   */
  test('for a query that does not exist', async () => {
    await expect(rig.athena.getQueryExecution({ QueryExecutionId: 'x' })).rejects.toMatchObject({
      name: 'InvalidRequestException',
      message: 'QueryExecution x was not found',
    })
  })
})

/** @own not documented by AWS: the words of queries that fail */
test.each([
  ['SELECT nothing FROM orders', /^COLUMN_NOT_FOUND|nothing/],
  [
    'SELECT 1 FROM nothing',
    /^TABLE_NOT_FOUND: line 1:15: Table 'awsdatacatalog\.shop\.nothing' does not exist$/,
  ],
  ['SELECT 1 FROM nowhere.orders', /^SCHEMA_NOT_FOUND: line 1:15: Schema 'nowhere' does not exist$/],
  ['SELECT nothing(1)', /^FUNCTION_NOT_FOUND: line 1:8: Function 'nothing' not registered$/],
  ['SELECT 1 / 0', /^DIVISION_BY_ZERO/],
])('%s fails', async (query, reason) => {
  const { Status, QueryExecutionId } = await rig.run(query)
  expect(Status).toMatchObject({
    State: 'FAILED',
    StateChangeReason: expect.stringMatching(reason),
    AthenaError: { ErrorCategory: 2, Retryable: false, ErrorMessage: expect.stringMatching(reason) },
  })
  await expect(rig.athena.getQueryResults({ QueryExecutionId })).rejects.toMatchObject({
    message: 'Query did not finish successfully. Final query state: FAILED',
    AthenaErrorCode: 'INVALID_QUERY_EXECUTION_STATUS',
  })
})

/**
 * @documented Athena User Guide, Names for databases, tables and columns: they are in lower case; a query may
 *   name database and catalog
 */
test('names have no case, may be quoted, and may have their database and catalog', async () => {
  for (const from of [
    'ORDERS',
    '"Orders" o',
    'shop.orders AS "O"',
    'AwsDataCatalog.shop.orders',
    '"awsdatacatalog"."shop"."orders"',
  ]) {
    expect(await rig.rows(`/* which */ SELECT count(*) -- all\nFROM ${from} ;\n`)).toEqual([['3']])
  }
})

/** @documented Athena User Guide, SELECT: joins */
test('tables are joined', async () => {
  await rig.table('customers', { order: 'string', name: 'string' })
  await rig.put('customers/a.json', [
    { order: 'a', name: 'Ann' },
    { order: 'z', name: 'Zoe' },
  ])
  expect(
    await rig.results(
      'SELECT o.id, c.name FROM orders o LEFT JOIN customers c ON c."order" = o.id WHERE o.id IS NOT NULL ORDER BY 1',
    ),
  ).toMatchObject({
    rows: [
      ['id', 'name'],
      ['a', 'Ann'],
      ['b "quoted", in two\nlines', null],
    ],
  })
})

// A long query; its rows are never materialized.
const LONG =
  'SELECT count(*) FROM UNNEST(sequence(1, 10000)) a(x) CROSS JOIN UNNEST(sequence(1, 10000)) b(y) CROSS JOIN UNNEST(sequence(1, 10000)) c(z) WHERE x * y % 7 = z % 5'

/** @documented Athena API Reference, StopQueryExecution: "Stops a query execution." */
test('a query that runs is stopped', async () => {
  const { QueryExecutionId } = await rig.athena.startQueryExecution({ ...START, QueryString: LONG })
  await expect(rig.athena.getQueryResults({ QueryExecutionId })).rejects.toMatchObject({
    message: 'Query has not yet finished. Current state: RUNNING',
  })
  await rig.athena.stopQueryExecution({ QueryExecutionId })
  expect((await rig.ended(QueryExecutionId as string)).Status).toMatchObject({ State: 'CANCELLED' })
  await rig.athena.stopQueryExecution({ QueryExecutionId })
})

/** @own how large results may be */
test('a query whose results are beyond measure fails', async () => {
  const wide = "(SELECT rpad('x', 100000, 'y')) w(text)"
  const query = `SELECT text, x FROM ${wide} CROSS JOIN UNNEST(sequence(1, 10000)) a(x)`
  await expect(rig.rows(query)).rejects.toThrow('larger than 256 MB: add a LIMIT')
})

/** @documented Athena User Guide, Service quotas, DML query timeout: 30 minutes */
test('a query that takes 30 minutes is cancelled', async () => {
  const { QueryExecutionId } = await rig.athena.startQueryExecution({ ...START, QueryString: LONG })
  await rig.clock.advanceBy({ minutes: 30 })
  expect((await rig.ended(QueryExecutionId as string)).Status).toMatchObject({
    State: 'CANCELLED',
    StateChangeReason: 'Query timeout',
  })
})

/** @own how many queries run at once */
test('the fifth query at once waits', async () => {
  const ids: string[] = []
  for (let query = 0; query < 5; query++) {
    const { QueryExecutionId } = await rig.athena.startQueryExecution({ ...START, QueryString: LONG })
    ids.push(QueryExecutionId as string)
  }
  const { QueryExecutions } = await rig.athena.batchGetQueryExecution({ QueryExecutionIds: ids })
  const states = QueryExecutions?.map(({ Status }) => Status?.State)
  expect(states).toEqual(['RUNNING', 'RUNNING', 'RUNNING', 'RUNNING', 'QUEUED'])
  for (const QueryExecutionId of ids.reverse()) await rig.athena.stopQueryExecution({ QueryExecutionId })
  for (const id of ids) expect((await rig.ended(id)).Status?.State).toBe('CANCELLED')
})

/**
 * @documented Athena User Guide, Access to Athena: the caller needs access to the catalog and to Amazon S3
 */
test.each([
  ['s3:GetObject', 'arn:aws:s3:::lake/orders/*', 'Permission denied on S3 path: s3://lake/orders/a.json'],
  ['s3:ListBucket', 'arn:aws:s3:::lake', 'Permission denied on S3 path: s3://lake/orders/'],
  [
    'glue:GetTable',
    'arn:aws:glue:us-east-1:000000000000:table/shop/orders',
    expect.stringMatching(/^Insufficient permissions to execute the query\. .*glue:GetTable/),
  ],
  ['s3:PutObject', 'arn:aws:s3:::results/*', expect.stringMatching(/^Unable to write the results to s3:/)],
])('a role that is denied %s gets no answer', async (Action, Resource, StateChangeReason) => {
  const role = rig.roleDenied({ Action, Resource })
  const { QueryExecutionId } = await role.startQueryExecution(START)
  expect((await rig.ended(QueryExecutionId as string)).Status).toMatchObject({
    State: 'FAILED',
    StateChangeReason,
  })
  role.destroy()
})

/** @documented Athena User Guide, IAM policies for workgroups: athena:StartQueryExecution on a workgroup */
test('a role that is denied a workgroup starts nothing there', async () => {
  const Resource = rig.rig.account.arn('athena', 'workgroup/primary')
  const role = rig.roleDenied({ Action: 'athena:StartQueryExecution', Resource })
  await expect(role.startQueryExecution({ ...START, WorkGroup: 'primary' })).rejects.toMatchObject({
    name: 'AccessDeniedException',
  })
  role.destroy()
})

/** @own views, refused as not simulated */
test('a view is refused by name', async () => {
  await rig.glue.createTable({ DatabaseName: DATABASE, TableInput: { Name: 'v', TableType: 'VIRTUAL_VIEW' } })
  await expect(rig.rows('SELECT * FROM v')).rejects.toThrow(
    'The local AWS does not simulate views: shop.v is one.',
  )
})
