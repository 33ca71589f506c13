import { type InsightsRig, openInsights } from './insights-rig.ts'

let aws: InsightsRig

beforeEach(async () => {
  aws = await openInsights()
})
afterEach(() => aws.rig.close())

/** The values of the first column, for an event each, oldest first. */
async function column(query: string): Promise<unknown[]> {
  const rows = await aws.rows(`${query} | sort @timestamp asc`)
  return rows.map(row => Object.values(row)[0])
}

describe('expressions', () => {
  const event = {
    level: 'ERROR',
    n: 10,
    half: 0.5,
    text: '  xyZfooxyZ ',
    empty: '',
    on: true,
    none: null,
    'odd-name': 'odd',
    '@own': 'own',
    nested: { 'a.b': 'dotted', list: [{ id: 'first' }, { id: 'second' }] },
    embedded: '{"status":200,"tags":["a","b"],"deep":{"special.char":"s"}}',
    ms: 1_767_225_600_123,
  }

  /**
   * @documented CloudWatch Logs User Guide, Supported operations and functions: arithmetic, numeric, string,
   *   general and date functions, and discovered fields
   */
  test.each([
    // Arithmetic: "2 ^ 3 returns 8", "10 % 3 returns 1".
    ['1 + 2 * 3', '7'],
    ['(1 + 2) * 3', '9'],
    ['2 ^ 3', '8'],
    ['2 ^ 3 ^ 2', '512'],
    ['-2 ^ 2', '-4'],
    ['10 % 3', '1'],
    ['n / 4 - 1', '1.5'],
    ['1 / 3', '0.3333'],
    ['n / 0', undefined],
    ['n + missing', undefined],
    ['half', '0.5'],
    // Numeric operations.
    ['abs(3 - n)', '7'],
    ['ceil(half)', '1'],
    ['floor(half)', '0'],
    ['greatest(1, n, half)', '10'],
    ['least(1, n, half)', '0.5'],
    ['log(1)', '0'],
    ['sqrt(16)', '4'],
    ['sqrt(0 - 1)', undefined],
    ['abs(level)', undefined],
    // String functions, with the examples of the documentation.
    ['strlen("a😀b")', '3'],
    ['concat(level, "-", n, missing)', 'ERROR-10'],
    ['substr("xyZfooxyZ", 3, 3)', 'foo'],
    ['substr("xyZfooxyZ", 3)', 'fooxyZ'],
    ['replace("foo", "o", "0")', 'f00'],
    ['replace("foo", "", "0")', 'foo'],
    ['toupper("a")', 'A'],
    ['tolower(level)', 'error'],
    ['trim(text)', 'xyZfooxyZ'],
    ['ltrim("xyZfooxyZ", "xyZ")', 'fooxyZ'],
    ['rtrim("xyZfooxyZ", "xyZ")', 'xyZfoo'],
    ['trim("xyZfooxyZ", "xyZ")', 'foo'],
    ['strcontains(level, "ERR")', '1'],
    ['strcontains(level, "err")', '0'],
    // General functions.
    ['coalesce(missing, none, level)', 'ERROR'],
    ['ispresent(level)', '1'],
    ['isPresent(none)', '0'],
    ['isempty(empty)', '1'],
    ['isempty(missing)', '1'],
    ['isempty(level)', '0'],
    ['isblank("  ")', '1'],
    ['isblank(level)', '0'],
    ['if(n > 5, "many", "few")', 'many'],
    // Times.
    ['@timestamp', '2026-01-01 00:00:00.000'],
    ['toMillis(@timestamp)', '1767225600000'],
    ['fromMillis(ms)', '2026-01-01 00:00:00.123'],
    ['datefloor(fromMillis(ms), 1h)', '2026-01-01 00:00:00.000'],
    ['dateceil(fromMillis(ms), 5m)', '2026-01-01 00:05:00.000'],
    ['dateceil(fromMillis(ms), 2mo)', '2026-03-01 00:00:00.000'],
    ['datefloor(fromMillis(ms + 40 * 86400000), 1qtr)', '2026-01-01 00:00:00.000'],
    ['bin(30s)', '2026-01-01 00:00:00.000'],
    ['now()', '1767225600'],
    // Discovered fields.
    ['on', '1'],
    ['none', undefined],
    ['`odd-name`', 'odd'],
    ['@@own', 'own'],
    ['nested', undefined],
    ['nested.a.b', 'dotted'],
    ['nested.list.1.id', 'second'],
    ['nested.constructor', undefined],
    ['nested.list.length', undefined],
    ['@logStream', 's'],
    ['@log', '000000000000:/a'],
    ['@ingestionTime', '2026-01-01 00:00:00.000'],
    ['@unknown', undefined],
    // Structures.
    ['jsonParse(embedded)', '{"status":200,"tags":["a","b"],"deep":{"special.char":"s"}}'],
    ['jsonParse("no JSON")', undefined],
    ['jsonStringify(jsonParse("[1, 2]"))', '[1,2]'],
    // Conditions are values, too.
    ['n > 5', '1'],
    ['not n > 5', '0'],
  ])('%s is %s', async (expression, expected) => {
    aws.write(event)

    expect(await aws.rows(`fields ${expression} as result`)).toEqual([
      expected === undefined ? {} : { result: expected },
    ])
  })

  /**
   * @documented CloudWatch Logs User Guide, Functions for structured log data: jsonParse gives maps and lists
   */
  test('attributes of maps and elements of lists that jsonParse made', async () => {
    aws.write(event)

    expect(
      await aws.rows(
        'fields jsonParse(embedded) as js | display js.status, js.tags[1], js.tags.0, js.deep.`special.char`',
      ),
    ).toEqual([{ 'js.status': '200', 'js.tags[1]': 'b', 'js.tags.0': 'a', 'js.deep.special.char': 's' }])
  })
})

describe('filter', () => {
  const events = [
    { id: 'a', status: 200, level: 'INFO', message: 'handled /orders/1' },
    { id: 'b', status: 404, level: 'WARN', message: 'no order "x"' },
    { id: 'c', status: '500', level: 'ERROR', message: 'Exception: broken' },
    { id: 'd' },
  ]

  /** @documented CloudWatch Logs User Guide, filter: comparisons, Boolean operators, in, like and =~ */
  test.each([
    ['status = 200', ['a']],
    ['status = "200"', ['a']],
    ['status = 500', ['c']],
    ['status != 200', ['b', 'c', 'd']],
    ['status > 200', ['b', 'c']],
    ['status >= 404 and status < 500', ['b']],
    ['status <= 404', ['a', 'b']],
    ['level = "INFO" or level = "WARN"', ['a', 'b']],
    ['level = "INFO" or level = "WARN" and status = 1', ['a']],
    ['not (level = "INFO" or level = "WARN")', ['c', 'd']],
    ['not level = "INFO" and ispresent(level)', ['b', 'c']],
    ['level > "INFO"', ['b']],
    ['status in [200, "500"]', ['a', 'c']],
    ['level in ["WARN", "ERROR"]', ['b', 'c']],
    ['level not in ["WARN", "ERROR"]', ['a', 'd']],
    ['level like "WAR"', ['b']],
    ["level like 'ERR'", ['c']],
    ['level like /^(WARN|ERROR)$/', ['b', 'c']],
    ['level =~ /(?i)^info$/', ['a']],
    ['level not like /R/', ['a', 'd']],
    ['status like /2\\d\\d/', ['a']],
    ['message like /\\/orders\\/\\d+/', ['a']],
    ['message like "\\"x\\""', ['b']],
    ['@message like /Exception/', ['c']],
    ['status / 2 = 100', ['a']],
    ['strlen(level) = 4', ['a', 'b']],
    ['(status = 200)', ['a']],
    ['status = 200 # only these\n', ['a']],
    ['LEVEL = "INFO"', []],
  ])('%s', async (condition, expected) => {
    events.forEach((event, index) => {
      aws.write({ timestamp: aws.clock.now() + index, message: JSON.stringify(event) })
    })

    expect(await column(`fields id | filter ${condition}`)).toEqual(expected)
  })

  /** @documented CloudWatch Logs User Guide, Query syntax: commands one after the other */
  test('several filters all have to hold, and commands are not case-sensitive', async () => {
    for (const event of events) aws.write(event)

    expect(await column('FIELDS id | Filter status > 100 | FILTER status < 300')).toEqual(['a'])
  })

  /** @own searching lines before they are parsed */
  test('text that the JSON escapes is found: searching the line for it must not skip the event', async () => {
    aws.write('{"id": "e", "l\\u0065vel": "ERR\\u004fR"}')

    expect(await column('fields id | filter level = "ERROR"')).toEqual(['e'])
  })
})

describe('parse', () => {
  const line = 'user=ann, method:GET, latency := 23\n'

  /** @documented CloudWatch Logs User Guide, parse: the example of a glob expression */
  test('a glob: "parse @message "user=*, method:*, latency := *" as @user, @method, @latency"', async () => {
    aws.write(line)

    expect(
      await aws.rows(
        'parse @message "user=*, method:*, latency := *" as @user, @method, @latency | display @user, @method, @latency',
      ),
    ).toEqual([{ '@user': 'ann', '@method': 'GET', '@latency': '23' }])
  })

  /** @documented CloudWatch Logs User Guide, parse: the example of a regular expression with named groups */
  test('named groups: "parse @message /user=(?<user2>.*?), method:(?<method2>.*?), …/"', async () => {
    aws.write(line)

    expect(
      await aws.rows('parse @message /user=(?<user>.*?), method:(?<m>[A-Z]+)/ | display user, m'),
    ).toEqual([{ user: 'ann', m: 'GET' }])
  })

  /** @documented CloudWatch Logs User Guide, parse: a regular expression with as */
  test('groups without names are named by as, and what is parsed is compared as a number', async () => {
    aws.write(line, 'latency := 7')

    expect(
      await aws.rows(
        'parse @message /latency := (\\d+)/ as ms | filter ms < 10 | stats avg(ms * 2) as twice',
      ),
    ).toEqual([{ twice: '14' }])
  })

  /**
   * @documented CloudWatch Logs User Guide, parse: "If a log event doesn't match the specified pattern, you
   *   still see it in the results"
   */
  test('"If a log event doesn\'t match the specified pattern, you still see it in the results"', async () => {
    aws.write('other')

    expect(await aws.rows('fields @message | parse @message "user=*," as user')).toEqual([
      { '@message': 'other' },
    ])
  })

  /** @documented CloudWatch Logs User Guide, parse: what is parsed is a field */
  test('what is parsed is a column, beside @timestamp and @message where no fields are chosen', async () => {
    aws.write('[ERROR] broken')

    expect(await aws.rows('parse @message "[*] *" as level, text')).toEqual([
      {
        '@timestamp': '2026-01-01 00:00:00.000',
        '@message': '[ERROR] broken',
        level: 'ERROR',
        text: 'broken',
      },
    ])
  })
})

describe('fields that Lambda gives', () => {
  /**
   * @documented CloudWatch Logs User Guide, Supported logs and discovered fields, Lambda: @type, @requestId,
   *   @duration, @billedDuration, @memorySize, @maxMemoryUsed and @initDuration
   */
  test('REPORT lines: durations in ms, memory in bytes, as floating-point numbers', async () => {
    const id = '8af8ed70-d252-4c8e-98c3-e7de57c51ed9'
    aws.write(
      `REPORT RequestId: ${id}\tDuration: 87.77 ms\tBilled Duration: 100 ms\tMemory Size: 128 MB\tMax Memory Used: 90 MB\tInit Duration: 210.5 ms\t\n`,
    )

    expect(
      await aws.rows(
        'fields @type, @requestId, @duration, @billedDuration, @memorySize, @maxMemoryUsed, @initDuration | filter @type = "REPORT"',
      ),
    ).toEqual([
      {
        '@type': 'REPORT',
        '@requestId': id,
        '@duration': '87.77',
        '@billedDuration': '100.0',
        '@memorySize': '1.28E8',
        '@maxMemoryUsed': '9.0E7',
        '@initDuration': '210.5',
      },
    ])
    expect(
      await aws.rows(
        'filter @type = "REPORT" | stats max(@memorySize / 1024 / 1024) as provisioned, max(@maxMemoryUsed / 1024 / 1024) as used, provisioned - used as over',
      ),
    ).toEqual([{ provisioned: '122.0703', used: '85.8307', over: '36.2396' }])
  })

  /**
   * @documented CloudWatch Logs User Guide, Supported logs and discovered fields: in Lambda logs the first
   *   JSON fragment is discovered
   */
  test('the first JSON fragment in a line, and the request id that the runtime puts before it', async () => {
    const id = '8af8ed70-d252-4c8e-98c3-e7de57c51ed9'
    aws.write(`2026-01-01T00:00:00.000Z\t${id}\tINFO\tgot {"order":{"id":"o}1"}} and {"order":2}`)

    expect(await aws.rows('fields @requestId, order.id')).toEqual([{ '@requestId': id, 'order.id': 'o}1' }])
  })
})

describe('stats', () => {
  const at = (minutes: number, event: object) => ({
    timestamp: aws.clock.now() + minutes * 60_000,
    message: JSON.stringify(event),
  })

  beforeEach(() => {
    aws.write(
      at(0, { path: '/a', ms: 10, user: 'x' }),
      at(1, { path: '/b', ms: 20, user: 'y' }),
      at(6, { path: '/a', ms: 30, user: 'x' }),
      at(7, { path: '/a', ms: 40, user: '10' }),
      at(8, { other: true }),
    )
  })

  /** @documented CloudWatch Logs User Guide, stats: the aggregation functions */
  test.each([
    ['count(*)', '5'],
    ['count()', '5'],
    ['count(ms)', '4'],
    ['count_distinct(path)', '2'],
    ['sum(ms)', '100'],
    ['avg(ms)', '25'],
    ['min(ms)', '10'],
    ['max(ms)', '40'],
    ['max(@timestamp)', '2026-01-01 00:08:00.000'],
    ['pct(ms, 50)', '20'],
    ['pct(ms, 95)', '40'],
    ['pct(ms, 0)', '10'],
    ['median(ms)', '25'],
    ['stddev(ms)', '11.1803'],
    ['earliest(ms)', '10'],
    ['latest(ms)', '40'],
    ['sortsFirst(user)', 'x'],
    ['sortsLast(user)', '10'],
    ['sum(ms) / count(ms) + 1', '26'],
    ['avg(missing)', undefined],
  ])('%s is %s', async (aggregate, expected) => {
    expect(await aws.rows(`stats ${aggregate}`)).toEqual([
      expected === undefined ? {} : { [aggregate]: expected },
    ])
  })

  /** @documented CloudWatch Logs User Guide, stats: by groups the results */
  test('by a field: what lacks it is a group, too', async () => {
    expect(await aws.rows('stats count(*) as n by path | sort n desc, path asc')).toEqual([
      { path: '/a', n: '3' },
      { n: '1' },
      { path: '/b', n: '1' },
    ])
  })

  /**
   * @documented CloudWatch Logs User Guide, Datetime functions, bin: "Rounds the value of @timestamp to the
   *   given time period and then truncates"
   */
  test('by bin: "Rounds the value of @timestamp to the given time period and then truncates"', async () => {
    expect(await aws.rows('filter ispresent(ms) | stats avg(ms), count(*) by bin(5m)')).toEqual([
      { 'bin(5m)': '2026-01-01 00:05:00.000', 'avg(ms)': '35', 'count(*)': '2' },
      { 'bin(5m)': '2026-01-01 00:00:00.000', 'avg(ms)': '15', 'count(*)': '2' },
    ])
  })

  /** @documented CloudWatch Logs User Guide, stats: by several keys, with aliases */
  test('by several keys with aliases; columns are sorted by as they are written', async () => {
    expect(
      await aws.rows(
        'filter ms > 0 | stats count(*) by path, bin(5m) as t | sort count(*) desc, path | limit 2',
      ),
    ).toEqual([
      { path: '/a', t: '2026-01-01 00:05:00.000', 'count(*)': '2' },
      { path: '/a', t: '2026-01-01 00:00:00.000', 'count(*)': '1' },
    ])
  })

  /** @documented CloudWatch Logs User Guide, stats: commands after it work on its results */
  test('what stats gives is filtered and calculated with', async () => {
    expect(
      await aws.rows('stats sum(ms) as total by path | filter total > 50 | fields total / 2 as half'),
    ).toEqual([{ path: '/a', total: '80', half: '40' }])
  })

  /** @documented CloudWatch Logs User Guide, stats: a second stats works on the results of the first */
  test('a second stats takes the results of the first; its times by datefloor', async () => {
    expect(
      await aws.rows(
        'stats sum(ms) as s by bin(1m) as t | stats max(s) as peak, count(*) as bins by datefloor(t, 5m)',
      ),
    ).toEqual([
      { 'datefloor(t, 5m)': '2026-01-01 00:05:00.000', peak: '40', bins: '3' },
      { 'datefloor(t, 5m)': '2026-01-01 00:00:00.000', peak: '20', bins: '2' },
    ])
  })

  /** @own not documented by AWS: stats of no events */
  test('of no events there are no results', async () => {
    expect(await aws.rows('filter ms > 1000 | stats count(*)')).toEqual([])
  })
})

describe('sort, limit, dedup, unnest, display', () => {
  /** @documented CloudWatch Logs User Guide, sort: the example of natural order */
  test('the example of natural order in the documentation of sort', async () => {
    const ordered = [
      '!:',
      '#',
      '*%04',
      '0#',
      '5A',
      '111A',
      '2345_',
      '@',
      '@_',
      'A',
      'A9876fghj',
      'a12345hfh',
      '0',
      '01',
      '2',
      '3',
    ]
    for (const v of ordered.toReversed()) aws.write({ v })

    const rows = await aws.rows('fields v | sort v asc')
    expect(rows.map(({ v }) => v)).toEqual(ordered)
    const descending = await aws.rows('fields v | sort v desc')
    expect(descending.map(({ v }) => v)).toEqual(ordered.toReversed())
  })

  /** @documented CloudWatch Logs User Guide, sort: several fields, asc or desc */
  test('by several keys, each in its direction; what lacks the key is last in descending order', async () => {
    aws.write({ a: 1, b: 1 }, { a: 1, b: 2 }, { a: 2, b: 1 }, { b: 9 })

    expect(await aws.rows('fields a, b | sort a desc, b asc')).toEqual([
      { a: '2', b: '1' },
      { a: '1', b: '1' },
      { a: '1', b: '2' },
      { b: '9' },
    ])
  })

  /** @own how many rows are sorted at once */
  test('more rows than are sorted at once', async () => {
    const numbers = Array.from({ length: 5000 }, (_, index) => (index * 7919) % 5000)
    for (const n of numbers) aws.write({ n })

    const rows = await aws.rows('fields n | sort n')
    expect(rows.map(({ n }) => Number(n))).toEqual(Array.from({ length: 5000 }, (_, index) => index))
  })

  /** @own how many rows are sorted at once */
  test('the first of many rows are those of all rows in order', async () => {
    const numbers = Array.from({ length: 3000 }, (_, index) => (index * 7919) % 3000)
    for (const n of numbers) aws.write({ n: n >> 1, id: n })

    const query = 'fields n, id | sort n desc, id'
    const all = await aws.rows(query)
    expect(await aws.rows(`${query} | fields n + 1 | display n, id | limit 7`)).toEqual(all.slice(0, 7))
    expect(await aws.rows(`${query} | filter n < 5 | limit 3`)).toEqual(
      all.filter(({ n }) => Number(n) < 5).slice(0, 3),
    )
  })

  /** @documented CloudWatch Logs User Guide, limit: without sort, the latest events come first */
  test('without sort, the latest events come first; limit takes as many of them', async () => {
    const now = aws.clock.now()
    aws.writeTo('/a', 's', { timestamp: now, message: 'old' }, { timestamp: now + 2, message: 'new' })
    aws.writeTo('/a', 't', { timestamp: now + 1, message: 'middle' })

    const rows = await aws.rows('fields @message | limit 2')
    expect(rows.map(row => row['@message'])).toEqual(['new', 'middle'])
  })

  /**
   * @documented CloudWatch Logs User Guide, dedup: the first of each; null values are not considered
   *   duplicates
   */
  test('dedup keeps the first of each, and all that lack a value', async () => {
    aws.write({ server: 'a', n: 1 }, { server: 'b', n: 2 }, { server: 'a', n: 3 }, { n: 4 }, { n: 5 })

    expect(await aws.rows('fields server, n | sort n desc | dedup server | limit 10')).toEqual([
      { n: '5' },
      { n: '4' },
      { server: 'a', n: '3' },
      { server: 'b', n: '2' },
    ])
  })

  /** @documented CloudWatch Logs User Guide, unnest: the example */
  test('the example of unnest in its documentation', async () => {
    aws.write({ events: [{ name: 'exception' }, { name: 'user action' }] })

    expect(
      await aws.rows(
        'fields jsonParse(@message) as json_message | unnest json_message.events into event | display event.name',
      ),
    ).toEqual([{ 'event.name': 'exception' }, { 'event.name': 'user action' }])
  })

  /** @documented CloudWatch Logs User Guide, display: only the fields that it names */
  test('display replaces the fields', async () => {
    aws.write({ a: 1, b: 2 })

    expect(await aws.rows('fields a, b, a + b as c | display c, a')).toEqual([{ c: '3', a: '1' }])
  })

  /**
   * @documented CloudWatch Logs User Guide, Query syntax: without fields the results have @timestamp and
   *   @message
   */
  test('without fields: the time and the message', async () => {
    aws.write('x')

    expect(await aws.rows('filter @message = "x"')).toEqual([
      { '@timestamp': '2026-01-01 00:00:00.000', '@message': 'x' },
    ])
  })
})
