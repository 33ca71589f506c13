export type AlarmState = 'OK' | 'ALARM' | 'INSUFFICIENT_DATA'

export type MissingDataTreatment = 'missing' | 'ignore' | 'breaching' | 'notBreaching'

export interface AlarmRule {
  /** N: how many of the latest datapoints are looked at. */
  evaluationPeriods: number
  /** M: how many of those must be breaching. */
  datapointsToAlarm: number
  treatMissingData: MissingDataTreatment
}

/**
 * "CloudWatch attempts to retrieve a higher number of data points than the number specified as Evaluation
 * Periods. The exact number … depends on the length of the alarm period": the documentation's examples have
 * 5 for 3, and no other figure is given.
 */
const MORE_THAN_EVALUATION_PERIODS = 2

export function evaluationRange({ evaluationPeriods }: AlarmRule): number {
  return evaluationPeriods + MORE_THAN_EVALUATION_PERIODS
}

/**
 * The state that follows from the datapoints of the evaluation range, as *Configuring how CloudWatch alarms
 * treat missing data* and its tables have it.
 *
 * @param datapoints oldest first: whether each is breaching, undefined where it is missing
 */
export function decide(
  datapoints: readonly (boolean | undefined)[],
  rule: AlarmRule,
  current: AlarmState,
): AlarmState {
  const { evaluationPeriods, datapointsToAlarm, treatMissingData } = rule
  const real = datapoints.filter(datapoint => datapoint !== undefined)
  // "evaluates the alarm state based on the most recent real data points …, the value you set for how to
  // treat missing data is not needed and is ignored"
  const breaching = real.slice(-evaluationPeriods).filter(Boolean).length
  const missing = Math.max(evaluationPeriods - real.length, 0)
  if (breaching >= datapointsToAlarm) return 'ALARM'
  if (missing === 0 || treatMissingData === 'notBreaching') return 'OK'
  // "CloudWatch fills in the missing data points with the result you specified"
  if (treatMissingData === 'breaching') return breaching + missing >= datapointsToAlarm ? 'ALARM' : 'OK'
  if (real.includes(false)) return 'OK'
  if (treatMissingData === 'ignore') return current
  if (real.length === 0) return 'INSUFFICIENT_DATA'
  return isOldEnough(datapoints, datapointsToAlarm) ? 'ALARM' : current
}

/**
 * *Avoiding premature transitions to alarm state*: `- - - - X` does not yet raise an alarm, but "alarms are
 * designed to always go into ALARM state when the oldest available breaching datapoint … is at least as old
 * as the value of Datapoints to Alarm, and all other more recent data points are breaching or missing".
 */
function isOldEnough(datapoints: readonly (boolean | undefined)[], datapointsToAlarm: number): boolean {
  return datapoints.length - datapoints.indexOf(true) >= datapointsToAlarm
}
