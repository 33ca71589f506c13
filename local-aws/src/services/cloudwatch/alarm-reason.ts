import type { AlarmRule, AlarmState } from './alarm-decision.ts'
import { type AlarmDefinition, type ComparisonOperator, isBreaching } from './metric-alarm-definition.ts'

/** One datapoint of an evaluation. */
export interface Datapoint {
  /** Start of the period, in ms since the epoch. */
  timestamp: number
  value: number
}

const WORDS: Record<ComparisonOperator, string> = {
  GreaterThanOrEqualToThreshold: 'greater than or equal to',
  GreaterThanThreshold: 'greater than',
  LessThanThreshold: 'less than',
  LessThanOrEqualToThreshold: 'less than or equal to',
}

const TREATED: Record<string, string> = { breaching: 'Breaching', notBreaching: 'NonBreaching' }

/**
 * Why an alarm changed its state, in CloudWatch's words: `Threshold Crossed: 1 out of the last 1 datapoints
 * [3.0 (01/01/26 00:02:00)] was greater than or equal to the threshold (1.0) (minimum 1 datapoint for OK ->
 * ALARM transition).`
 *
 * @param datapoints those that were evaluated and not missing, oldest first
 */
export function stateReason(
  definition: AlarmDefinition,
  rule: AlarmRule,
  state: AlarmState,
  datapoints: readonly Datapoint[],
): string {
  const missing = count(rule.evaluationPeriods - datapoints.length, 'datapoint')
  if (state === 'INSUFFICIENT_DATA') return `Insufficient Data: ${missing} was unknown.`
  const decisive = datapoints.filter(({ value }) => isBreaching(value, definition) === (state === 'ALARM'))
  if (decisive.length === 0) {
    const received =
      datapoints.length === 0 ? 'no datapoints were' : `${count(datapoints.length, 'datapoint')} was`
    const periods = count(rule.evaluationPeriods, 'period')
    const treatedAs = TREATED[rule.treatMissingData] ?? 'Missing'
    return `Threshold Crossed: ${received} received for ${periods} and ${missing} was treated as [${treatedAs}].`
  }
  const values = decisive
    .toReversed()
    .map(({ timestamp, value }) => `${decimal(value)} (${minute(timestamp)})`)
  const verb = decisive.length === 1 ? 'was' : 'were'
  const not = state === 'ALARM' ? '' : 'not '
  const transition = state === 'ALARM' ? 'OK -> ALARM' : 'ALARM -> OK'
  const needed =
    state === 'ALARM' ? rule.datapointsToAlarm : rule.evaluationPeriods - rule.datapointsToAlarm + 1
  return (
    `Threshold Crossed: ${decisive.length} out of the last ${count(rule.evaluationPeriods, 'datapoint', 's')} ` +
    `[${values.join(', ')}] ${verb} ${not}${WORDS[definition.ComparisonOperator]} the threshold ` +
    `(${decimal(definition.Threshold)}) (minimum ${count(needed, 'datapoint')} for ${transition} transition).`
  )
}

/** `StateReasonData`: the same for programs. */
export function stateReasonData(
  definition: AlarmDefinition,
  periodSeconds: number,
  at: number,
  datapoints: readonly Datapoint[],
): string {
  return JSON.stringify({
    version: '1.0',
    queryDate: alarmTime(at),
    startDate: datapoints[0] && alarmTime(datapoints[0].timestamp),
    unit: definition.Unit,
    statistic: definition.Statistic ?? definition.ExtendedStatistic,
    period: periodSeconds,
    recentDatapoints: datapoints.map(({ value }) => value),
    threshold: definition.Threshold,
    evaluatedDatapoints: datapoints.map(({ timestamp, value }) => ({
      timestamp: alarmTime(timestamp),
      value,
    })),
  })
}

/** `2026-01-01T00:02:00.000+0000` */
export function alarmTime(ms: number): string {
  return new Date(ms).toISOString().replace('Z', '+0000')
}

function count(number: number, noun: string, always = ''): string {
  return `${number} ${noun}${always || (number === 1 ? '' : 's')}`
}

/** As Java prints a double: `3.0`. */
function decimal(value: number): string {
  return Number.isInteger(value) ? `${value}.0` : String(value)
}

/** `01/02/26 00:02:00`: day, month, year, UTC. */
function minute(ms: number): string {
  const [date = '', time = ''] = new Date(ms).toISOString().split('T')
  const [year = '', month, day] = date.split('-')
  return `${day}/${month}/${year.slice(2)} ${time.slice(0, 8)}`
}
