import { gzipSync } from 'node:zlib'
import { Athena as AthenaClient, type StartQueryExecutionInput } from '@aws-sdk/client-athena'
import { type Column, Glue as GlueClient, type TableInput } from '@aws-sdk/client-glue'
import { S3 as S3Client } from '@aws-sdk/client-s3'
import { SteppedClock } from '../../../src/clock.ts'
import { Athena } from '../../../src/services/athena/athena.ts'
import type { LoadDuckDb } from '../../../src/services/athena/engine/duckdb.ts'
import { CloudWatch } from '../../../src/services/cloudwatch/cloudwatch.ts'
import { MetricStore } from '../../../src/services/cloudwatch/metric-store.ts'
import { Glue } from '../../../src/services/glue/glue.ts'
import { Kms } from '../../../src/services/kms/kms.ts'
import { S3 } from '../../../src/services/s3/s3.ts'
import { Rig } from '../../rig.ts'
import { administratorRole } from '../../role-policies.ts'

const NOBODY = {
  queues: { byArn: () => refuse() },
  topics: { publish: () => refuse() },
  functions: {
    invoke: () => refuse(),
    invokeAsynchronously: () => refuse(),
    checkInvocable: () => refuse(),
    timeoutSeconds: () => refuse(),
  },
}

function refuse(): never {
  throw new Error('The rig has no such service.')
}

export const DATABASE = 'shop'
const OPENX = 'org.openx.data.jsonserde.JsonSerDe'

/** A query that did not succeed. */
export class UnsuccessfulQuery extends Error {
  readonly state: string

  constructor(state: string, reason: string) {
    super(reason)
    this.state = state
  }
}

/** Athena, Glue and S3 behind a front door, with clients and a stepped clock. The time is 2026-11-29 12:30. */
export class AthenaRig {
  readonly rig = new Rig(new SteppedClock(Date.UTC(2026, 10, 29, 12, 30)))
  readonly clock = this.rig.clock
  readonly metrics = new MetricStore(this.rig.account)
  readonly kms = new Kms(this.rig.account)
  readonly s3Service = new S3(this.rig.account, this.rig.credentials, { ...NOBODY, keys: this.kms })
  readonly glueService = new Glue(this.rig.account)
  readonly service: Athena
  #clients: { athena: AthenaClient; glue: GlueClient; s3: S3Client } | undefined

  constructor(loadDuckDb?: LoadDuckDb) {
    this.service = new Athena(this.rig.account, {
      catalog: this.glueService,
      buckets: this.s3Service,
      metrics: this.metrics,
      loadDuckDb,
    })
  }

  /** With the buckets `lake` and `results`, and the database `shop`. */
  async open(): Promise<void> {
    const cloudWatch = new CloudWatch(this.rig.account, this.metrics, NOBODY.topics)
    await this.rig.open([
      this.service.api,
      this.glueService.api,
      this.s3Service.api,
      this.kms.api,
      cloudWatch.api,
    ])
    this.#clients = {
      athena: new AthenaClient(this.rig.client),
      glue: new GlueClient(this.rig.client),
      s3: new S3Client({ ...this.rig.client, forcePathStyle: true }),
    }
    await this.s3.createBucket({ Bucket: 'lake' })
    await this.s3.createBucket({ Bucket: 'results' })
    await this.glue.createDatabase({ DatabaseInput: { Name: DATABASE } })
  }

  async close(): Promise<void> {
    await this.service.close()
    this.#clients?.athena.destroy()
    this.#clients?.glue.destroy()
    this.#clients?.s3.destroy()
    await this.rig.close()
  }

  get athena(): AthenaClient {
    return this.#opened.athena
  }

  get glue(): GlueClient {
    return this.#opened.glue
  }

  get s3(): S3Client {
    return this.#opened.s3
  }

  get #opened() {
    if (!this.#clients) throw new Error('Open the rig first.')
    return this.#clients
  }

  /** A client of a role that may do everything but this. */
  roleDenied(statement: { Action: string; Resource: string }): AthenaClient {
    const role = 'analyst'
    administratorRole(this.rig.account, role, statement)
    return new AthenaClient({
      ...this.rig.client,
      credentials: this.rig.credentials.assumeRole(`arn:aws:iam::000000000000:role/${role}`, 'session'),
    })
  }

  /** Puts lines of JSON, compressed if the key says so. */
  async put(key: string, lines: readonly (object | string)[]): Promise<number> {
    const text = lines.map(line => `${typeof line === 'string' ? line : JSON.stringify(line)}\n`).join('')
    const body = key.endsWith('.gz') ? gzipSync(text) : Buffer.from(text)
    await this.s3.putObject({ Bucket: 'lake', Key: key, Body: body })
    return body.length
  }

  /** Makes a table of JSON lines under `s3://lake/<name>/`; columns are names and Hive types. */
  async table(
    name: string,
    columns: Readonly<Record<string, string>>,
    {
      partitionKeys = {},
      parameters,
      serde = { 'ignore.malformed.json': 'true' },
      library = OPENX,
      ...rest
    }: {
      partitionKeys?: Readonly<Record<string, string>>
      parameters?: Record<string, string>
      serde?: Record<string, string>
      library?: string
    } & Partial<TableInput> = {},
  ): Promise<void> {
    await this.glue.createTable({
      DatabaseName: DATABASE,
      TableInput: {
        Name: name,
        TableType: 'EXTERNAL_TABLE',
        Parameters: parameters,
        PartitionKeys: columnsOf(partitionKeys),
        StorageDescriptor: {
          Columns: columnsOf(columns),
          Location: `s3://lake/${name}/`,
          InputFormat: 'org.apache.hadoop.mapred.TextInputFormat',
          OutputFormat: 'org.apache.hadoop.hive.ql.io.HiveIgnoreKeyTextOutputFormat',
          SerdeInfo: { SerializationLibrary: library, Parameters: serde },
        },
        ...rest,
      },
    })
  }

  /** Starts a query and waits for its end. */
  async run(QueryString: string, input: Partial<StartQueryExecutionInput> = {}) {
    const { QueryExecutionId } = await this.athena.startQueryExecution({
      QueryString,
      QueryExecutionContext: { Database: DATABASE },
      ResultConfiguration: { OutputLocation: 's3://results/' },
      ...input,
    })
    return await this.ended(QueryExecutionId as string)
  }

  async ended(QueryExecutionId: string) {
    for (;;) {
      const { QueryExecution: execution } = await this.athena.getQueryExecution({ QueryExecutionId })
      const state = execution?.Status?.State
      if (execution && state !== 'QUEUED' && state !== 'RUNNING') return execution
      await new Promise(resolve => setImmediate(resolve))
    }
  }

  /**
   * The rows of a query without the header; null where a value is missing.
   *
   * @throws UnsuccessfulQuery
   */
  async rows(query: string, input: Partial<StartQueryExecutionInput> = {}): Promise<(string | null)[][]> {
    const { rows } = await this.results(query, input)
    return rows.slice(1)
  }

  /**
   * The rows of a query with the header, and the types of its columns.
   *
   * @throws UnsuccessfulQuery
   */
  async results(query: string, input: Partial<StartQueryExecutionInput> = {}) {
    const { QueryExecutionId, Status, Statistics } = await this.run(query, input)
    if (Status?.State !== 'SUCCEEDED') {
      throw new UnsuccessfulQuery(String(Status?.State), String(Status?.StateChangeReason))
    }
    const { ResultSet } = await this.athena.getQueryResults({ QueryExecutionId })
    const rows = ResultSet?.Rows?.map(({ Data }) =>
      (Data ?? []).map(({ VarCharValue }) => VarCharValue ?? null),
    )
    return {
      rows: rows ?? [],
      types: ResultSet?.ResultSetMetadata?.ColumnInfo?.map(({ Type }) => Type),
      scanned: Statistics?.DataScannedInBytes,
    }
  }
}

function columnsOf(columns: Readonly<Record<string, string>>): Column[] {
  return Object.entries(columns).map(([Name, Type]) => ({ Name, Type }))
}

/** The properties of a table with a partition for each hour. */
export const HOURLY = {
  'projection.enabled': 'true',
  'projection.hour.type': 'date',
  'projection.hour.format': 'yyyy-MM-dd-HH',
  'projection.hour.range': '2026-11-01-00,NOW',
  'projection.hour.interval': '1',
  'projection.hour.interval.unit': 'HOURS',
}
