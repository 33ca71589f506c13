import { readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { NormalizedSchema } from '@smithy/core/schema'
import type { StaticOperationSchema, StaticStructureSchema } from '@smithy/types'
import type { ModelData, ShapeData } from '../src/api/model/model-data.ts'
import { LocalAws } from '../src/local-aws.ts'

/** The services with a generated model, by signing name: their folder, and the SDK client that has the schemas. */
const CLIENTS: Readonly<Record<string, { folder: string; client: string; outputs?: true }>> = {
  athena: { folder: 'athena', client: 'athena' },
  cloudformation: { folder: 'cloudformation', client: 'cloudformation', outputs: true },
  codedeploy: { folder: 'codedeploy', client: 'codedeploy' },
  dynamodb: { folder: 'dynamodb', client: 'dynamodb' },
  firehose: { folder: 'firehose', client: 'firehose' },
  glue: { folder: 'glue', client: 'glue' },
  iam: { folder: 'iam', client: 'iam', outputs: true },
  kinesis: { folder: 'kinesis', client: 'kinesis' },
  kms: { folder: 'kms', client: 'kms' },
  lambda: { folder: 'lambda', client: 'lambda' },
  logs: { folder: 'logs', client: 'cloudwatch-logs' },
  monitoring: { folder: 'cloudwatch', client: 'cloudwatch', outputs: true },
  ses: { folder: 'ses', client: 'sesv2' },
  sns: { folder: 'sns', client: 'sns', outputs: true },
  sqs: { folder: 'sqs', client: 'sqs', outputs: true },
  sts: { folder: 'sts', client: 'sts', outputs: true },
  xray: { folder: 'xray', client: 'xray' },
}

const require = createRequire(import.meta.url)

/**
 * The source of each generated model in `src/api/model/generated`, by file name: the inputs of the operations that the local AWS
 * simulates, and the outputs where a protocol needs their schemas.
 */
export async function serviceModels(): Promise<Map<string, string>> {
  const aws = await LocalAws.start()
  try {
    const models = new Map<string, string>()
    for (const { signingName, operations } of aws.apis) {
      const service = CLIENTS[signingName]
      if (!service) continue
      const source = await sourceOf(service.client, [...operations].sort(), service.outputs ?? false)
      models.set(`${service.folder}.ts`, source)
    }
    return models
  } finally {
    await aws.stop()
  }
}

async function sourceOf(client: string, operations: readonly string[], outputs: boolean): Promise<string> {
  const name = `@aws-sdk/client-${client}`
  const { version } = JSON.parse(await readFile(require.resolve(`${name}/package.json`), 'utf8'))
  const schemas = (await import(name)) as Record<string, unknown>
  const model = new ModelWriter()
  for (const operation of new Set(operations)) model.add(operationSchema(schemas, operation), outputs)
  return `// Generated from ${name} ${version}: change scripts/service-models.ts and run "npm run models".
import type { ModelData } from '../model-data.ts'

export const MODEL: ModelData = {
  operations: {
${entries(model.operations)}
  },
  shapes: {
${entries(model.shapes)}
  },
}
`
}

function entries(record: Readonly<Record<string, unknown>>): string {
  return Object.entries(record)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, value]) => `    ${name}: ${literal(value)},`)
    .join('\n')
}

function literal(value: unknown): string {
  if (typeof value === 'string') return `'${value}'`
  if (Array.isArray(value)) return `[${value.map(literal).join(', ')}]`
  return `{ ${Object.entries(value as object)
    .map(([name, member]) => `${/^\w+$/.test(name) ? name : `'${name}'`}: ${literal(member)}`)
    .join(', ')} }`
}

/** @throws Error for an operation that the SDK does not know */
function operationSchema(
  schemas: Readonly<Record<string, unknown>>,
  operation: string,
): StaticOperationSchema {
  const schema = schemas[`${operation}$`]
  if (!isOperation(schema)) throw new Error(`The SDK has no operation ${operation}.`)
  return schema
}

/** Operations have the number 9 among the kinds of schemas. */
function isOperation(schema: unknown): schema is StaticOperationSchema {
  return Array.isArray(schema) && schema[0] === 9
}

/** Collects the operations and shapes of one service. */
class ModelWriter implements ModelData {
  readonly operations: Record<string, readonly string[]> = {}
  readonly shapes: Record<string, ShapeData> = {}

  add([, , name, , input, output]: StaticOperationSchema, withOutput: boolean): void {
    const types = [this.#typeOf(NormalizedSchema.of(input))]
    if (withOutput) types.push(this.#typeOf(NormalizedSchema.of(output)))
    this.operations[name] = types
  }

  /** A simple type in lower case, a type in brackets for a list without a name, or the name of a shape. */
  #typeOf(schema: NormalizedSchema): string {
    if (schema.isUnitSchema()) return 'unit'
    if (schema.isStringSchema()) return 'string'
    if (schema.isNumericSchema()) return 'number'
    if (schema.isBooleanSchema()) return 'boolean'
    if (schema.isTimestampSchema()) return 'timestamp'
    if (schema.isBlobSchema()) return 'blob'
    if (schema.isDocumentSchema()) return 'document'
    const simple = typeof schema.getSchema() === 'number'
    if (simple && schema.isListSchema()) return `[${this.#typeOf(schema.getValueSchema())}]`
    if (simple && schema.isMapSchema()) return `{${this.#typeOf(schema.getValueSchema())}}`
    return this.#shapeName(schema)
  }

  #shapeName(schema: NormalizedSchema): string {
    const name = schema.getName()
    if (name === undefined) throw new Error(`The schema ${JSON.stringify(schema.getSchema())} has no name.`)
    if (Object.hasOwn(this.shapes, name)) return name
    // Before the members: a shape may contain itself.
    this.shapes[name] = {}
    this.shapes[name] = this.#shape(schema)
    return name
  }

  #shape(schema: NormalizedSchema): ShapeData {
    if (schema.isListSchema()) return [this.#member(schema.getValueSchema())]
    if (schema.isMapSchema())
      return [this.#member(schema.getKeySchema()), this.#member(schema.getValueSchema())]
    const required = requiredMembers(schema)
    return Object.fromEntries(
      [...schema.structIterator()].map(([name, member]) => [
        name,
        `${this.#member(member)}${required.has(name) ? ' required' : ''}`,
      ]),
    )
  }

  #member(schema: NormalizedSchema): string {
    const { xmlName, xmlFlattened, httpLabel, httpQuery, httpHeader, httpPayload } = schema.getMemberTraits()
    const traits = [
      xmlName !== undefined && `xml=${xmlName}`,
      xmlFlattened && 'flattened',
      httpLabel && 'label',
      httpQuery !== undefined && `query=${httpQuery}`,
      httpHeader !== undefined && `header=${httpHeader}`,
      httpPayload && 'payload',
    ]
    return [this.#typeOf(schema), ...traits.filter(Boolean)].join(' ')
  }
}

/** Structures have their required members first. */
function requiredMembers(schema: NormalizedSchema): ReadonlySet<string> {
  const [, , , , names = [], , count = 0] = schema.getSchema() as StaticStructureSchema
  return new Set(names.slice(0, count))
}
