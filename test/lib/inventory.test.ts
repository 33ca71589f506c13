import { Template } from 'aws-cdk-lib/assertions'
import { appWith, stacksOf } from './app-of-stage.ts'
import { descriptionOf } from './fixture.ts'
import type { Located } from './resource.ts'
import { environmentOf, functions, ofType, serviceOf } from './stage.ts'

/** What the console shows of the stage, and what its functions are told: a line for each. */

/** A value of a template: `<Bucket>` for a reference, `<Api.ApiEndpoint>` for an attribute, without hashes in ids. */
function shown(value: unknown): string {
  if (typeof value !== 'object' || value === null) return String(value)
  const {
    Ref,
    'Fn::GetAtt': attribute,
    'Fn::Join': join,
    'Fn::ImportValue': imported,
  } = value as Record<string, unknown>
  if (Array.isArray(join)) return (join[1] as unknown[]).map(shown).join(String(join[0]))
  const of = Ref ?? imported ?? (attribute as string[] | undefined)?.join('.')
  return of === undefined ? JSON.stringify(value) : `<${String(of).replaceAll(/[0-9A-F]{8}(?=\.|$)/g, '')}>`
}

const EVERYWHERE = [
  'POWERTOOLS_SERVICE_NAME',
  'POWERTOOLS_METRICS_NAMESPACE',
  'POWERTOOLS_LOG_LEVEL',
  'NODE_OPTIONS',
]

test('functions: what they do, how long they may take, and their environment', () => {
  const lines = functions.flatMap(one => [
    `${serviceOf(one)}, ${one.Properties.Timeout} s: ${one.Properties.Description}`,
    ...Object.entries(environmentOf(one))
      .filter(([name]) => !EVERYWHERE.includes(name))
      .map(([name, value]) => `  ${name}=${shown(value)}`),
  ])
  expect(lines.join('\n')).toMatchSnapshot()
})

test('routes: the function that answers, and whether its callers sign', () => {
  const lines = ofType('AWS::ApiGatewayV2::Route').map(route => {
    const { RouteKey, AuthorizationType, Target } = route.Properties
    const integration = ofType('AWS::ApiGatewayV2::Integration').find(
      ({ id, stack }) => stack === route.stack && shown(Target) === `integrations/<${id}>`,
    )
    const answers = functions.find(
      ({ id, stack }) =>
        stack === route.stack && shown(integration?.Properties.IntegrationUri).includes(`<${id}.Arn>`),
    )
    return `${RouteKey}: ${answers && serviceOf(answers)}, ${AuthorizationType}`
  })
  expect(lines.join('\n')).toMatchSnapshot()
})

test('APIs and keys: what they are for', () => {
  const lines = [...ofType('AWS::ApiGatewayV2::Api'), ...ofType('AWS::KMS::Key')].map(
    ({ id, stack, Properties }) => `${stack} ${id}: ${Properties.Description}`,
  )
  expect(lines.join('\n')).toMatchSnapshot()
})

/** Those of single constructs are in the tests of these. */
const OF_THE_STAGE = /^Messaging-dev-(clickstream-lake|waiting-for)-/

test('alarms of the lake and of what is down: the metric, the limit, and what they tell', () => {
  const alarms = ofType('AWS::CloudWatch::Alarm').filter(({ Properties }) =>
    OF_THE_STAGE.test(String(Properties.AlarmName)),
  )
  const lines = alarms.map(({ Properties }) => {
    const { AlarmName, Threshold, ComparisonOperator, EvaluationPeriods, DatapointsToAlarm } = Properties
    const [told] = descriptionOf(Properties).split('\nRunbook: ')
    const datapoints = `${DatapointsToAlarm ?? EvaluationPeriods} of ${EvaluationPeriods}`
    return [
      `${AlarmName}: ${ComparisonOperator} ${Threshold}, ${datapoints}, ${Properties.TreatMissingData}`,
      ...metricsOf(Properties).map(metric => `  ${metric}`),
      `  ${told}`,
    ].join('\n')
  })
  expect(lines.join('\n')).toMatchSnapshot()
})

test('alarms that wake somebody: what they tell', () => {
  const lines = ofType('AWS::CloudWatch::CompositeAlarm').map(({ Properties }) => {
    const [told] = descriptionOf(Properties).split('\nRunbook: ')
    return `${Properties.AlarmName}: ${told}`
  })
  expect(lines.join('\n')).toMatchSnapshot()
})

interface Watched {
  MetricName: string
  Namespace: string
  Dimensions?: { Name: string; Value: unknown }[]
}

interface Query {
  Id: string
  Expression?: string
  MetricStat?: { Metric: Watched; Period: number; Stat: string }
}

function metricsOf(alarm: Record<string, unknown>): string[] {
  const { Metrics, Period, Statistic, ExtendedStatistic } = alarm
  if (!Metrics) return [watched(alarm as unknown as Watched, Period, Statistic ?? ExtendedStatistic)]
  return (Metrics as Query[]).map(({ Id, Expression, MetricStat: metric }) =>
    metric ? `${Id} = ${watched(metric.Metric, metric.Period, metric.Stat)}` : `${Id} = ${Expression}`,
  )
}

function watched({ Namespace, MetricName, Dimensions = [] }: Watched, period: unknown, statistic: unknown) {
  const dimensions = Dimensions.map(({ Name, Value }) => ` ${Name} ${shown(Value)}`).join('')
  return `${statistic} of ${Namespace} ${MetricName}${dimensions} in ${period} s`
}

test('the lake: what Firehose, Glue and Athena are told', () => {
  const of = (type: string): Record<string, unknown>[] =>
    ofType(type).map(({ id, Properties }: Located) => ({ id, ...Properties }))
  expect([
    ...of('AWS::KinesisFirehose::DeliveryStream'),
    ...of('AWS::Glue::Database'),
    ...of('AWS::Glue::Table'),
    ...of('AWS::Athena::WorkGroup'),
    ...of('AWS::Athena::NamedQuery'),
    ...of('AWS::Logs::LogStream'),
  ]).toMatchSnapshot()
})

test('queries of the logs', () => {
  const queries = ofType('AWS::Logs::QueryDefinition').map(
    ({ Properties: { Name, QueryString } }) => `${Name}\n${QueryString}`,
  )
  expect(queries.join('\n\n')).toMatchSnapshot()
})

test('stacks: what they are for, and what they tell after a deployment', () => {
  const lines = stacksOf(appWith({ experiments: true })).flatMap(stack => {
    const { Description, Outputs } = Template.fromStack(stack).toJSON()
    const outputs = Object.entries(Outputs as Record<string, Record<string, unknown>>)
      .filter(([, { Export }]) => Export === undefined)
      .map(([key, output]) => `  ${key} = ${shown(output.Value)}: ${output.Description}`)
    return [`${stack.stackName}: ${Description}`, ...outputs]
  })
  expect(lines.join('\n')).toMatchSnapshot()
})
