import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { ASSEMBLY } from '../journeys/assembly.ts'

interface Resource {
  readonly Type: string
  readonly Properties?: {
    /** Of an alarm on an expression. */
    readonly Metrics?: readonly { readonly MetricStat?: object }[]
    /** Of an event source mapping: `Fn::GetAtt` of a queue or a stream. */
    readonly EventSourceArn?: { readonly 'Fn::GetAtt'?: readonly [string, string] }
  }
}

const templates = readdirSync(ASSEMBLY)
  .filter(file => file.endsWith('.template.json'))
  .map(
    file => JSON.parse(readFileSync(join(ASSEMBLY, file), 'utf8')) as { Resources: Record<string, Resource> },
  )

const resources = (type: string) =>
  templates.flatMap(({ Resources }) => Object.values(Resources).filter(({ Type }) => Type === type))

/** An alarm costs by each of its metrics. */
const alarmed = () =>
  resources('AWS::CloudWatch::Alarm')
    .map(({ Properties }) => Properties?.Metrics?.filter(({ MetricStat }) => MetricStat).length ?? 1)
    .reduce((sum, metrics) => sum + metrics, 0)

const polled = () =>
  templates.flatMap(({ Resources }) =>
    Object.values(Resources).filter(({ Type, Properties }) => {
      const [source] = Properties?.EventSourceArn?.['Fn::GetAtt'] ?? []
      return Type === 'AWS::Lambda::EventSourceMapping' && Resources[source ?? '']?.Type === 'AWS::SQS::Queue'
    }),
  ).length

/** What the README's table says of an idle month: the row's text, and its price. */
function rowOf(pattern: RegExp): { numbers: number[]; price: number } {
  const readme = readFileSync(new URL('../../README.md', import.meta.url), 'utf8')
  for (const [row, item = '', price = ''] of readme.matchAll(/^\| ([^|]+) \| (?:about )?([\d.]+) \|/gm)) {
    if (pattern.test(row)) return { numbers: (item.match(/\d+/g) ?? []).map(Number), price: Number(price) }
  }
  throw new Error(`The README has no row ${pattern}.`)
}

test('the README counts what costs money in an idle month as the templates have it', () => {
  const keys = resources('AWS::KMS::Key').length
  const composites = resources('AWS::CloudWatch::CompositeAlarm').length
  expect(rowOf(/KMS keys/)).toEqual({ numbers: [keys], price: keys })
  expect(rowOf(/alarms, on/)).toEqual({
    numbers: [resources('AWS::CloudWatch::Alarm').length, alarmed()],
    price: alarmed() / 10,
  })
  expect(rowOf(/composite alarms/)).toEqual({ numbers: [composites], price: composites / 2 })
  expect(rowOf(/polling of/).numbers).toEqual([polled()])
})
