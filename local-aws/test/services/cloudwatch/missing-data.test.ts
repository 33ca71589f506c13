import {
  type AlarmState,
  decide,
  type MissingDataTreatment,
} from '../../../src/services/cloudwatch/alarm-decision.ts'

/*
 * The two tables of CloudWatch, "Configuring how CloudWatch alarms treat missing data": 0 is a datapoint that is
 * not breaching, X is breaching, - is missing; the latest is on the right.
 */

const KEEPS = 'the current state'
const CURRENT = 'the current state' as AlarmState
const TREATMENTS: MissingDataTreatment[] = ['missing', 'ignore', 'breaching', 'notBreaching']

function stateAfter(row: string, datapointsToAlarm: number, treatMissingData: MissingDataTreatment) {
  const datapoints = row.split(' ').map(point => (point === '-' ? undefined : point === 'X'))
  return decide(datapoints, { evaluationPeriods: 3, datapointsToAlarm, treatMissingData }, CURRENT)
}

/**
 * @documented CloudWatch User Guide, Configuring how alarms treat missing data: the first table of examples
 */
test.each([
  ['0 - X - X', 'OK', 'OK', 'OK', 'OK'],
  ['0 - - - -', 'OK', 'OK', 'OK', 'OK'],
  ['- - - - -', 'INSUFFICIENT_DATA', KEEPS, 'ALARM', 'OK'],
  ['0 X X - X', 'ALARM', 'ALARM', 'ALARM', 'ALARM'],
  ['- - X - -', 'ALARM', KEEPS, 'ALARM', 'OK'],
])('3 out of 3: %s', (row, ...expected) => {
  expect(TREATMENTS.map(treatment => stateAfter(row, 3, treatment))).toEqual(expected)
})

/**
 * @documented CloudWatch User Guide, Configuring how alarms treat missing data: the second table of examples
 */
test.each([
  ['0 - X - X', 'ALARM', 'ALARM', 'ALARM', 'ALARM'],
  ['0 0 X 0 X', 'ALARM', 'ALARM', 'ALARM', 'ALARM'],
  ['0 - X - -', 'OK', 'OK', 'ALARM', 'OK'],
  ['- - - - 0', 'OK', 'OK', 'ALARM', 'OK'],
  ['- - - X -', 'ALARM', KEEPS, 'ALARM', 'OK'],
])('2 out of 3: %s', (row, ...expected) => {
  expect(TREATMENTS.map(treatment => stateAfter(row, 2, treatment))).toEqual(expected)
})

/**
 * @documented CloudWatch User Guide, Avoiding premature transitions to alarm state: a breaching datapoint
 *   that is among the latest does not alarm while earlier ones are missing
 */
test.each(['- - - - X', '- - - X -'])(
  '%s does not yet alarm ("Avoiding premature transitions to alarm state")',
  row => {
    expect(stateAfter(row, 3, 'missing')).toBe(CURRENT)
  },
)
