import { GetMetricDataCommand, type GetMetricDataCommandInput } from '@aws-sdk/client-cloudwatch'
import { type CloudWatchRig, openCloudWatch } from './cloudwatch-rig.ts'

/*
 * CloudWatch, "Metric math syntax and functions". Missing values are written as a hyphen: nothing is there.
 */

let aws: CloudWatchRig

beforeEach(async () => {
  aws = await openCloudWatch()
})
afterEach(() => aws.close())

type Row = string

/** One value a minute, the last of them in the minute that just ended. */
async function putRow(MetricName: string, row: Row, Dimensions?: { Name: string; Value: string }[]) {
  const values = row.split(' ')
  const start = aws.clock.now() - values.length * 60_000
  const data = values.flatMap((value, index) =>
    value === '-'
      ? []
      : { MetricName, Dimensions, Value: Number(value), Timestamp: new Date(start + index * 60_000) },
  )
  await aws.put(...data)
}

function metric(Id: string, MetricName = Id, Period = 60) {
  return {
    Id,
    ReturnData: false,
    MetricStat: { Metric: { Namespace: 'Shop', MetricName }, Period, Stat: 'Sum' },
  }
}

/** What an expression yields in the last five minutes: the rows by their labels. */
async function rows(Expression: string, input: Partial<GetMetricDataCommandInput> = {}) {
  const now = aws.clock.now()
  const { MetricDataResults = [] } = await aws.client.send(
    new GetMetricDataCommand({
      MetricDataQueries: [metric('a'), metric('b'), metric('c'), { Id: 'e', Expression }],
      StartTime: new Date(now - 300_000),
      EndTime: new Date(now),
      ScanBy: 'TimestampAscending',
      ...input,
    }),
  )
  return MetricDataResults.map(({ Label, Timestamps = [], Values = [] }): [string, Row] => {
    const byTime = new Map(Timestamps.map((time, index) => [time.getTime(), Values[index]]))
    const cells = [5, 4, 3, 2, 1].map(minute => byTime.get(now - minute * 60_000) ?? '-')
    return [Label ?? '', cells.join(' ')]
  })
}

describe('functions and operators', () => {
  beforeEach(async () => {
    await putRow('a', '30 20 0 -4 -')
    await putRow('b', '20 - 20 - 5')
    await putRow('c', '1 1 0 0 -')
  })

  /** @documented CloudWatch User Guide, Metric math syntax and functions: each function and operator */
  test.each<[string, Row]>([
    ['a < b', '0 0 1 1 1'],
    ['a >= 30', '1 0 0 0 -'],
    ['a > 15 AND b > 15', '1 0 0 0 0'],
    ['a > 15 && b > 15', '1 0 0 0 0'],
    ['a > 15 OR b > 15', '1 1 1 0 0'],
    ['a == 20 || a != 20', '1 1 1 1 -'],
    ['1 + 2 * a', '61 41 1 -7 -'],
    ['a + 1 > b * 2 OR c', '1 1 0 0 0'],
    ['2 ^ 3 ^ 2 * c', '512 512 0 0 -'],
    ['IF(c, b, a)', '20 0 0 -4 -'],
    ['IF(c, 5, a)', '5 5 0 -4 -'],
    ['IF(c, b, 5)', '20 0 5 5 -'],
    ['IF(c, b)', '20 0 - - -'],
    ['IF(1, a, b)', '30 20 0 -4 -'],
    ['IF(0, a, b)', '20 - 20 - 5'],
    ['IF(0, a)', '- - - - -'],
    ['IF(a < 25, a)', '- 20 0 -4 -'],
    ['ABS(a)', '30 20 0 4 -'],
    ['CEIL(a / 7)', '5 3 0 0 -'],
    ['FLOOR(a / 7)', '4 2 0 -1 -'],
    ['LOG10(c * 100)', '2 2 - - -'],
    ['LOG(c)', '0 0 - - -'],
    ['DIFF(a)', '- -10 -20 -4 -'],
    ['DIFF(b)', '- - 0 - -15'],
    ['DIFF_TIME(b)', '- - 120 - 120'],
    ['RATE(b) * 8', '- - 0 - -1'],
    ['RUNNING_SUM(a)', '30 50 50 46 -'],
    ['FILL(b, 1)', '20 1 20 1 5'],
    ['FILL(b, a)', '20 20 20 -4 5'],
    ['FILL(b, MIN(b))', '20 5 20 5 5'],
    ['FILL(a, REPEAT)', '30 20 0 -4 -4'],
    ['FILL(DIFF(b), REPEAT)', '- - 0 0 -15'],
    ['FILL(b, LINEAR)', '20 20 20 12.5 5'],
    ['FILL(a, LINEAR)', '30 20 0 -4 -'],
    ['TIME_SERIES(MAX(a))', '30 30 30 30 30'],
    ['TIME_SERIES(SUM(a) / DATAPOINT_COUNT(a))', '11.5 11.5 11.5 11.5 11.5'],
    ['TIME_SERIES(STDDEV(c))', '0.5 0.5 0.5 0.5 0.5'],
    ['TIME_SERIES(AVG(b)) - MIN(a)', '19 19 19 19 19'],
    ['TIME_SERIES(METRIC_COUNT(METRICS()))', '3 3 3 3 3'],
    ['a / PERIOD(a)', `${30 / 60} ${20 / 60} 0 ${-4 / 60} -`],
    ['DATAPOINT_COUNT(METRICS())', '3 2 3 2 1'],
    ['STDDEV([a, c])', '14.5 9.5 0 2 -'],
    ['SUM(METRICS("a"))', '30 20 0 -4 -'],
    ["SUM([METRICS('a'), METRICS('c')])", '31 21 0 -4 -'],
    ['FIRST(SORT(METRICS(), AVG, DESC))', '20 - 20 - 5'],
    ['LAST(SORT(METRICS(), SUM, ASC))', '30 20 0 -4 -'],
    ['IF(FIRST(SORT(METRICS(), AVG, DESC)) > 10, 1, 0)', '1 - 1 - 0'],
    ['AVG([a, b] / c)', '25 20 - - -'],
    ['SUM(100 / [a, b])', `${100 / 30 + 5} 5 5 -25 20`],
    ['SUM(-[a, b])', '-50 -20 -20 4 -5'],
    ['METRIC_COUNT(REMOVE_EMPTY([a, IF(0, a)])) * a', '30 20 0 -4 -'],
  ])('%s: %s', async (expression, expected) => {
    expect(await rows(expression)).toEqual([['e', expected]])
  })

  /** @documented CloudWatch User Guide, Metric math syntax and functions: functions of arrays give arrays */
  test.each<[string, [string, Row][]]>([
    [
      'METRICS() * 2',
      [
        ['a', '60 40 0 -8 -'],
        ['b', '40 - 40 - 10'],
        ['c', '2 2 0 0 -'],
      ],
    ],
    [
      'FILL(METRICS(), 0)',
      [
        ['a', '30 20 0 -4 0'],
        ['b', '20 0 20 0 5'],
        ['c', '1 1 0 0 0'],
      ],
    ],
    [
      'SORT(METRICS(), AVG, DESC, 2)',
      [
        ['b', '20 - 20 - 5'],
        ['a', '30 20 0 -4 -'],
      ],
    ],
    [
      'SLICE(SORT(METRICS(), SUM, ASC), 1)',
      [
        ['b', '20 - 20 - 5'],
        ['a', '30 20 0 -4 -'],
      ],
    ],
    ['SLICE(METRICS(), 1, 2)', [['b', '20 - 20 - 5']]],
    [
      'DIFF_TIME([a, b])',
      [
        ['a', '- 60 60 60 -'],
        ['b', '- - 120 - 120'],
      ],
    ],
    [
      '[a > 0, b]',
      [
        ['a', '1 1 0 0 -'],
        ['b', '20 - 20 - 5'],
      ],
    ],
    ['[]', []],
  ])('%s yields an array, each time series with its own label', async (expression, expected) => {
    expect(await rows(expression)).toEqual(expected)
  })

  /**
   * @documented CloudWatch User Guide, Using dynamic labels: the label of an expression precedes those of its
   *   time series
   */
  test('the label of an expression stands before those of its time series ("Filled With 0: Errors")', async () => {
    const queries = [metric('a'), { Id: 'e', Expression: 'FILL([a], 0)', Label: 'Filled:' }]
    expect(await rows('', { MetricDataQueries: queries })).toEqual([['Filled:', '30 20 0 -4 0']])
    const both = [metric('a'), metric('b'), { Id: 'e', Expression: 'FILL(METRICS(), 0)', Label: 'Filled:' }]
    expect((await rows('', { MetricDataQueries: both })).map(([label]) => label)).toEqual([
      'Filled: a',
      'Filled: b',
    ])
  })

  /**
   * @documented CloudWatch User Guide, Metric math syntax and functions: the types of operands and arguments
   * @own functions, refused as not simulated
   */
  test.each<[string, string]>([
    ['a +', 'an end'],
    ['a b', '"b"'],
    ['a ? b', '"? b"'],
    ['MEAN(a)', 'no function MEAN'],
    ['toString(a)', '"("'],
    ['AVG', 'word AVG'],
    ['"a"', 'text'],
    ['AVG(a)', 'yields a number'],
    ['AVG(a, b)', 'takes 1 arguments, not 2'],
    ['METRICS() + METRICS()', 'two arrays'],
    ['IF(METRICS(), 1, 0)', 'not arrays'],
    ['FIRST(a)', 'takes an array'],
    ['SLICE(METRICS(), a)', 'SLICE takes a number'],
    ['TIME_SERIES(a)', 'TIME_SERIES takes a number'],
    ['RATE(5)', 'time series is needed'],
    ['PERIOD(a + 1)', 'id of a metric'],
    ['PERIOD(e)', 'refers to itself'],
    ['SORT(METRICS(), STDDEV, ASC)', 'One of AVG, MAX, MIN, SUM'],
    ['SORT(METRICS(), AVG, UP)', 'One of ASC, DESC'],
    ['FILL(a, METRICS())', 'FILL takes one time series'],
    ['FILL(a, LATER)', 'word LATER'],
    ['METRICS(a)', 'quotation marks'],
    ['HOUR(METRICS())', 'takes one time series'],
    ["SEARCH('{Shop', 'Sum')", 'search is invalid'],
    ["SEARCH('{Shop} orders', 'Median')", 'Median'],
    ["SEARCH('{Shop} orders', 'Sum', 45)", 'Period'],
    ["SEARCH(':aws.AccountId = 1', 'Sum')", ':aws.AccountId'],
    ['ANOMALY_DETECTION_BAND(a, 2)', 'ANOMALY_DETECTION_BAND'],
    ["INSIGHT_RULE_METRIC('rule', 'UniqueContributors')", 'INSIGHT_RULE_METRIC'],
    ['SERVICE_QUOTA(a)', 'SERVICE_QUOTA'],
    ["DB_PERF_INSIGHTS('RDS', 'db', 'os')", 'DB_PERF_INSIGHTS'],
    ["LAMBDA('f')", 'LAMBDA'],
    ['SELECT AVG(orders) FROM SCHEMA("Shop")', 'SELECT'],
    [`${'('.repeat(500)}a${')'.repeat(500)}`, '100 levels'],
    [`${'-'.repeat(500)}a`, '100 levels'],
    [`a${' '.repeat(2048)}`, '2048 characters'],
    [`[${'METRICS(),'.repeat(170)}a]`, 'at most 500 time series'],
  ])('%.40s is a ValidationError', async (expression, named) => {
    const error = await rows(expression).catch(cause => cause)
    expect(error).toMatchObject({ Code: 'ValidationError' })
    expect(error.message).toContain("Error in expression 'e' [")
    expect(error.message).toContain(named)
  })
})

/**
 * @documented CloudWatch User Guide, Metric math syntax and functions: MINUTE, HOUR, DAY, DATE, MONTH, YEAR
 *   and EPOCH, in UTC
 */
test('functions of time ("the UTC minute", "1 is Monday")', async () => {
  // Sunday 4 January, 2026, 13:05 UTC.
  await aws.clock.advanceBy({ hours: 3 * 24 + 13, minutes: 5 })
  await putRow('a', '1 - - - -')
  expect(await rows('MINUTE(a)')).toEqual([['e', '0 1 2 3 4']])
  expect(await rows('HOUR(a)')).toEqual([['e', '13 13 13 13 13']])
  expect(await rows('DAY(a) * 100 + DATE(a)')).toEqual([['e', '704 704 704 704 704']])
  expect(await rows('YEAR(a) * 100 + MONTH(a)')).toEqual([['e', '202601 202601 202601 202601 202601']])
  const epoch = aws.clock.now() / 1000
  expect(await rows('EPOCH(a)')).toEqual([
    ['e', [300, 240, 180, 120, 60].map(before => epoch - before).join(' ')],
  ])
})

/**
 * @documented CloudWatch User Guide, Using math expressions with CloudWatch metrics: an expression may use
 *   the result of another
 */
test('expressions build on each other, arrays too', async () => {
  await putRow('a', '1 2 3 4 5')
  await putRow('b', '10 10 10 10 10')
  const queries = [
    metric('a'),
    metric('b'),
    { Id: 'all', Expression: 'METRICS() * 2', ReturnData: false },
    { Id: 'e', Expression: 'SUM(all)' },
  ]
  expect(await rows('', { MetricDataQueries: queries })).toEqual([['e', '22 24 26 28 30']])
})

/** @own bounds of expressions */
test('450 expressions that refer to the one before, many times, are answered', async () => {
  await putRow('a', '1 1 1 1 1')
  const chain = Array.from({ length: 450 }, (_, index) => ({
    Id: `e${index}`,
    Expression: index === 0 ? 'a' : `${'ABS('.repeat(99)}e${index - 1} * e${index - 1}${')'.repeat(99)}`,
    ReturnData: index === 449,
  }))
  expect(await rows('', { MetricDataQueries: [metric('a'), ...chain] })).toEqual([['e449', '1 1 1 1 1']])
  const long = { Id: 'e', Expression: `a${' + a'.repeat(500)}` }
  expect(await rows('', { MetricDataQueries: [metric('a'), long] })).toEqual([['e', '501 501 501 501 501']])
})

/** @documented CloudWatch API Reference, GetMetricData, MaxDatapoints: 100,800 in one call */
test('a series without gaps over a range too long is refused', async () => {
  const range = { StartTime: new Date(0), EndTime: new Date(aws.clock.now()) }
  await expect(rows('TIME_SERIES(1)', range)).rejects.toThrow('at most 100800 values')
})

/**
 * @documented CloudWatch User Guide, Search expression syntax: tokens, exact and partial matches, property
 *   designators and Boolean operators
 */
describe('SEARCH (CloudWatch, "CloudWatch search expression syntax")', () => {
  const dimension = (Name: string, Value: string) => [{ Name, Value }]

  beforeEach(async () => {
    await putRow('CustomCount1', '1 1 1 1 1')
    await putRow('Network-Errors-2', '2 2 2 2 2', dimension('Region', 'north'))
    await putRow('Errors', '3 3 3 3 3', dimension('FunctionName', 'shop-payment'))
    await putRow('Errors', '4 4 4 4 4', dimension('FunctionName', 'shop-receipt'))
    await putRow('Invocations', '5 5 5 5 5', dimension('FunctionName', 'shop-receipt'))
    await putRow('SDBFailure', '6 6 6 6 6')
  })

  const found = async (query: string) => {
    const all = await rows(`SEARCH('${query}', 'Sum', 60)`)
    return all.map(([, row]) => row.split(' ')[0]).join('')
  }

  test.each<[string, string]>([
    ['{Shop,FunctionName} MetricName="Errors"', '34'],
    ['{Shop, FunctionName}, MetricName="Errors"', '34'],
    ['{Shop,Region}', '2'],
    ['{Shop}', '123456'],
    ['{"Shop", "FunctionName"} Invocations', '5'],
    ['{Elsewhere} Errors', ''],
    ['{Shop,FunctionName,Region}', ''],
    ['count', '1'],
    ['Count', '1'],
    ['COUNT', '1'],
    ['couNT', ''],
    ['CustomCount', '1'],
    ['Count1', '1'],
    ['customcount', ''],
    ['count1', ''],
    ['customcount1', '1'],
    ['sdb', '6'],
    ['failure', '6'],
    ['network/errors', '2'],
    ['network+errors', '2'],
    ['Network_Errors', '2'],
    ['NetworkErrors2', '2'],
    ['errors', '234'],
    ['"Errors"', '34'],
    ['"errors"', ''],
    ['"Network-Errors-2"', '2'],
    ['"shop-receipt"', '45'],
    ['receipt', '45'],
    ['FunctionName', '345'],
    ['FunctionName=payment', '3'],
    ['FunctionName="shop"', ''],
    ['MetricName=errors', '234'],
    ['Namespace=Shop NOT errors', '156'],
    ['NOT Namespace=Shop', ''],
    ['errors receipt', '4'],
    ['errors AND receipt', '4'],
    ['count OR failure', '16'],
    ['(count OR failure) AND sdb', '6'],
    ['MetricName="Errors" OR (MetricName="Invocations" AND (payment OR receipt))', '345'],
    ['MetricName="Errors" NOT payment NOT north', '4'],
    ['and', ''],
  ])('%s finds %s', async (query, expected) => {
    expect(await found(query)).toBe(expected)
  })

  test('an exact match escapes \\, " and parentheses', async () => {
    await putRow(String.raw`Europe\France Traffic(Network)`, '7 7 7 7 7')
    expect(await found(String.raw`"Europe\\France Traffic\(Network\)"`)).toBe('7')
  })

  /** @own not documented by AWS: the labels of a search's results */
  test('results are called what tells them apart, and are worked on further', async () => {
    expect(await rows(`SEARCH('{Shop,FunctionName} MetricName="Errors"', 'Sum', 60)`)).toEqual([
      ['shop-payment', '3 3 3 3 3'],
      ['shop-receipt', '4 4 4 4 4'],
    ])
    expect(await rows(`SUM(SEARCH('{Shop,FunctionName} MetricName="Errors"', 'Sum', 60))`)).toEqual([
      ['e', '7 7 7 7 7'],
    ])
    expect(await rows(`SEARCH('{Shop,FunctionName} receipt', 'Sum', 60)`)).toEqual([
      ['Errors', '4 4 4 4 4'],
      ['Invocations', '5 5 5 5 5'],
    ])
  })

  /** @documented CloudWatch User Guide, Using dynamic labels: a label applies to each result of a search */
  test('a label applies to every result ("[max: number Errors for Function Name Name]")', async () => {
    const Expression = `SEARCH('{Shop,FunctionName} MetricName="Errors"', 'Sum', 60)`
    // biome-ignore lint/suspicious/noTemplateCurlyInString: CloudWatch fills these in
    const Label = "[max: ${MAX} Errors of ${PROP('Dim.FunctionName')}]"
    const queries = [{ Id: 'e', Expression, Label }]
    expect((await rows('', { MetricDataQueries: queries })).map(([label]) => label)).toEqual([
      '[max: 3 Errors of shop-payment]',
      '[max: 4 Errors of shop-receipt]',
    ])
  })

  /** @documented CloudWatch User Guide, Search expression syntax: the period may be left out */
  test('its period may be that of the query', async () => {
    const queries = [{ Id: 'e', Expression: `SEARCH('count', 'Sum')`, Period: 60 }]
    expect(await rows('', { MetricDataQueries: queries })).toEqual([['CustomCount1', '1 1 1 1 1']])
  })

  /** @documented CloudWatch User Guide, Search expression quotas: at most 500 time series */
  test('the first 500 metrics are found, and a message says so', async () => {
    const data = Array.from({ length: 501 }, (_, index) => ({ MetricName: `many${index}`, Value: 1 }))
    await aws.put(...data)
    const now = aws.clock.now()
    const answer = await aws.client.send(
      new GetMetricDataCommand({
        MetricDataQueries: [{ Id: 'e', Expression: `SEARCH('many', 'Sum', 60)` }],
        StartTime: new Date(now),
        EndTime: new Date(now + 60_000),
      }),
    )
    expect(answer.MetricDataResults).toHaveLength(500)
    expect(answer.Messages).toMatchObject([{ Code: 'MaxMetricsExceeded' }])
  })
})

describe('labels', () => {
  beforeEach(() => putRow('orders', '1 2 - 6 3'))

  const query = (Id: string, Stat = 'Sum', Period = 60, Label?: string) => ({
    Id,
    Label,
    MetricStat: { Metric: { Namespace: 'Shop', MetricName: 'orders' }, Period, Stat },
  })
  const labels = async (MetricDataQueries: ReturnType<typeof query>[]) =>
    (await rows('', { MetricDataQueries })).map(([label]) => label)

  /**
   * @recorded
   *   tests/aws/services/cloudwatch/test_cloudwatch.py::TestCloudwatch::test_label_generation[query-input_pairs0],
   *   2025-09-19
   * @recorded
   *   tests/aws/services/cloudwatch/test_cloudwatch.py::TestCloudwatch::test_get_metric_data_with_zero_and_labels[query],
   *   2025-09-19
   */
  test.each([
    [
      [query('x'), query('y')],
      ['orders', 'orders'],
    ],
    [
      [query('x', 'Sum'), query('y', 'Minimum')],
      ['orders Sum', 'orders Minimum'],
    ],
    [
      [query('x', 'Sum', 60), query('y', 'Sum', 30)],
      ['orders 60', 'orders 30'],
    ],
    [
      [query('x', 'Sum', 60), query('y', 'Minimum', 30)],
      ['orders Sum 60', 'orders Minimum 30'],
    ],
  ])('by default tell metrics of one name apart: %#', async (queries, expected) => {
    expect(await labels(queries)).toEqual(expected)
  })

  /* biome-ignore-start lint/suspicious/noTemplateCurlyInString: CloudWatch fills these in */
  /** @documented CloudWatch User Guide, Using dynamic labels: the values of a label */
  test.each([
    ['${LABEL}: ${LAST}', 'orders: 3'],
    ['${MIN} ${MAX} ${AVG} ${SUM} ${FIRST}', '1 6 3 12 1'],
    ['${DATAPOINT_COUNT} ${MIN_MAX_RANGE} ${FIRST_LAST_RANGE}', '4 5 2'],
    ["${PROP('Namespace')}/${PROP('MetricName')} ${PROP('Stat')} ${PROP('Period')}", 'Shop/orders Sum 60'],
    ["${PROP('Region')} ${PROP('AccountId')} ${PROP('Dim.None')}", 'us-east-1 000000000000 '],
  ])('%s is %s', async (label, expected) => {
    expect(await labels([query('x', 'Sum', 60, label)])).toEqual([expected])
  })

  /**
   * @documented CloudWatch User Guide, Using dynamic labels: up to six dynamic values, each once
   * @own labels with times, refused as not simulated
   */
  test.each(['${LAST_TIME}', '${MEDIAN}', "${PROP('Owner')}", '${LABEL}${LABEL}', '${SUM}'.repeat(7)])(
    '%s is refused',
    async label => {
      await expect(labels([query('x', 'Sum', 60, label)])).rejects.toMatchObject({ Code: 'ValidationError' })
    },
  )
  /* biome-ignore-end lint/suspicious/noTemplateCurlyInString: CloudWatch fills these in */
})
