import { CreateTableCommand, DescribeTableCommand, DynamoDBClient } from '@aws-sdk/client-dynamodb'
import { S3Client } from '@aws-sdk/client-s3'
import { FunctionRig } from '../function-rig.ts'

/** A call of a function to DynamoDB or S3. */
export interface Call {
  /** `TransactWriteItems` */
  operation: string
  input: Record<string, unknown>
}

type Interference = (call: Call, proceed: () => Promise<unknown>) => Promise<unknown>

const undisturbed: Interference = (_, proceed) => proceed()

/** What is counted of a product in a minute, over all stripes. */
export type CountedFigures = Record<string, number>

/** The tables of the clickstream, and what a test does to the calls that functions make to them. */
export class TrendsRig extends FunctionRig {
  readonly calls: Call[] = []
  /** What becomes of each call; a test that sets it sets it back. */
  interference = undisturbed

  async openTables(service: string): Promise<void> {
    await this.open(service)
    await this.makeTrends()
    this.environment({
      TRENDS_TABLE: 'trends',
      COUNTED_EVENTS_TABLE: await this.table('counted', 'event'),
      GENERATIONS_TABLE: await this.table('generations', 'name'),
      GIVEN_UP_BUCKET: 'given-up',
      LATENESS_SECONDS: '3600',
      STREAM_RETENTION_SECONDS: '86400',
    })
    await this.#watch()
  }

  async makeTrends(): Promise<void> {
    const client = new DynamoDBClient(this.client)
    const keys = ['product', 'slot', 'minuteSlot']
    const schema = (hash: string, range: string) => [
      { AttributeName: hash, KeyType: 'HASH' as const },
      { AttributeName: range, KeyType: 'RANGE' as const },
    ]
    const index = {
      IndexName: 'by-minute',
      KeySchema: schema('minuteSlot', 'product'),
      Projection: { ProjectionType: 'ALL' as const },
    }
    await client.send(
      new CreateTableCommand({
        TableName: 'trends',
        BillingMode: 'PAY_PER_REQUEST',
        AttributeDefinitions: keys.map(AttributeName => ({ AttributeName, AttributeType: 'S' })),
        KeySchema: schema('product', 'slot'),
        GlobalSecondaryIndexes: [index],
      }),
    )
    const status = async () =>
      (await client.send(new DescribeTableCommand({ TableName: 'trends' }))).Table?.TableStatus
    while ((await status()) !== 'ACTIVE') await new Promise(resolve => setImmediate(resolve))
  }

  undisturbed(): void {
    this.interference = undisturbed
    this.calls.length = 0
  }

  /** What is counted in a generation, by `<sku> <minute>`. */
  async counted(generation = '0'): Promise<Record<string, CountedFigures>> {
    const sums: Record<string, CountedFigures> = {}
    for (const { product, slot, minuteSlot: _, expiresAt: __, ...figures } of await this.items('trends')) {
      const [ofGeneration, sku] = (product?.S ?? '').split('#')
      if (ofGeneration !== generation) continue
      const name = `${sku} ${slot?.S?.split('#')[0]}`
      const sum = sums[name] ?? {}
      for (const [figure, { N }] of Object.entries(figures)) sum[figure] = (sum[figure] ?? 0) + Number(N)
      sums[name] = sum
    }
    return sums
  }

  async #watch(): Promise<void> {
    const { sdkClient } = await import('../../../lambda/runtime/sdk-clients.ts')
    for (const client of [sdkClient(DynamoDBClient), sdkClient(S3Client)]) {
      const { middlewareStack } = client as DynamoDBClient
      middlewareStack.add(
        (next, { commandName = '' }) =>
          async args => {
            const call = { operation: commandName.replace('Command', ''), input: args.input as Call['input'] }
            this.calls.push(call)
            return (await this.interference(call, () => next(args))) as ReturnType<typeof next>
          },
        { step: 'initialize', name: 'interference' },
      )
    }
  }
}
