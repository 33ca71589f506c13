import { Random } from '../../../src/random.ts'
import { dateTimeFormat } from '../../../src/services/firehose/prefixes/date-time-format.ts'
import { localTime } from '../../../src/services/firehose/prefixes/local-time.ts'
import { ObjectKeys, type ObjectNaming } from '../../../src/services/firehose/prefixes/object-keys.ts'

const AUGUST_27 = Date.UTC(2018, 7, 27, 10, 30, 5, 42)

function keys(naming: Partial<ObjectNaming>): ObjectKeys {
  return new ObjectKeys(new Random(1), {
    ...{ prefix: '', errorOutputPrefix: '', timeZone: 'UTC', extension: '' },
    ...naming,
  })
}

/** The part of a key before the name of the stream. */
function evaluated(naming: Partial<ObjectNaming>, failed = false, oldestArrival = AUGUST_27): string {
  const errorOutputType = failed ? ('processing-failed' as const) : undefined
  const key = keys(naming).keyOf({ streamName: 'STREAM', version: '1', oldestArrival, errorOutputType })
  return key.slice(0, key.indexOf('STREAM'))
}

// The examples of "Understand custom prefixes for Amazon S3 objects", at 10:30 AM UTC on Aug 27, 2018.
/**
 * @documented Firehose Developer Guide, Understand custom prefixes for Amazon S3 objects: the table of
 *   examples
 */
test.each<[Partial<ObjectNaming>, string, string]>([
  [
    { errorOutputPrefix: 'myFirehoseFailures/!{firehose:error-output-type}/' },
    '2018/08/27/10/',
    'myFirehoseFailures/processing-failed/',
  ],
  [
    {
      prefix:
        'myPrefix/year=!{timestamp:yyyy}/month=!{timestamp:MM}/day=!{timestamp:dd}/hour=!{timestamp:HH}/',
      errorOutputPrefix:
        "myErrorPrefix/!{timestamp:'year='yyyy'/month='MM'/day='dd'/hour='HH}/!{firehose:error-output-type}",
    },
    'myPrefix/year=2018/month=08/day=27/hour=10/',
    'myErrorPrefix/year=2018/month=08/day=27/hour=10/processing-failed',
  ],
  [
    { prefix: 'myFirehosePrefix/' },
    'myFirehosePrefix/2018/08/27/10/',
    'myFirehosePrefix/processing-failed/2018/08/27/10/',
  ],
  [
    { prefix: 'events/', errorOutputPrefix: 'failed/' },
    'events/2018/08/27/10/',
    'failed/processing-failed/2018/08/27/10/',
  ],
])('%j', (naming, prefix, errorPrefix) => {
  expect(evaluated(naming)).toBe(prefix)
  expect(evaluated(naming, true)).toBe(errorPrefix)
})

/**
 * @documented Firehose Developer Guide, Custom prefixes, firehose:random-string: "a random string of 11
 *   characters … every instance evaluates to a new random string"
 */
test('"a random string of 11 characters … every instance evaluates to a new random string"', () => {
  const prefix = '!{firehose:random-string}/!{firehose:random-string}/'
  const [, first, second] =
    /^([0-9a-f-]{11})\/([0-9a-f-]{11})\/2018\/08\/27\/10\/$/.exec(
      evaluated({ prefix, errorOutputPrefix: '!{firehose:error-output-type}/' }),
    ) ?? []
  expect(first).toBeDefined()
  expect(first).not.toBe(second)
})

// "<evaluated prefix><suffix>": both in the custom time zone.
/**
 * @documented Firehose Developer Guide, Custom prefixes: the suffix of an object's name, in the custom time
 *   zone
 */
test.each([
  ['UTC', /^2018\/12\/31\/23\/clicks-7-2018-12-31-23-59-59-[0-9a-f-]{36}\.json\.gz$/],
  ['Asia/Tokyo', /^2019\/01\/01\/08\/clicks-7-2019-01-01-08-59-59-/],
  ['Asia/Kolkata', /^2019\/01\/01\/05\/clicks-7-2019-01-01-05-29-59-/],
  ['America/New_York', /^2018\/12\/31\/18\/clicks-7-2018-12-31-18-59-59-/],
])('a key in the time zone %s', (timeZone, expected) => {
  const oldestArrival = Date.UTC(2018, 11, 31, 23, 59, 59, 999)
  const named = keys({ timeZone, extension: '.json.gz' })
  expect(named.keyOf({ streamName: 'clicks', version: '7', oldestArrival })).toMatch(expected)
})

/**
 * @documented Firehose Developer Guide, Custom prefixes, timestamp: the patterns of Java's DateTimeFormatter
 */
test.each([
  ["yyyy'-'MM'-'dd", '2018-08-27'],
  ['yyyy-MM-dd-HH', '2018-08-27-10'],
  ['yy/M/d/H', '18/8/27/10'],
  ['uuuu DDD', '2018 239'],
  ['MMM MMMM MMMMM', 'Aug August A'],
  ['EEE EEEE e', 'Mon Monday 2'],
  ['QQQ q', 'Q3 3'],
  ['hh:mm:ss a KK kk', '10:30:05 AM 10 10'],
  ['SSS SSSSSSSSS', '042 042000000'],
  ["'it''s' ''", "it's '"],
  ['X x xxx VV', 'Z +00 +00:00 UTC'],
])('the pattern %j gives %j, as in Java', (pattern, expected) => {
  expect(dateTimeFormat(pattern)(localTime(AUGUST_27, 'UTC'))).toBe(expected)
})

// `YYYY` is the year that the week belongs to: what many write by mistake.
/**
 * @documented Firehose Developer Guide, Custom prefixes, timestamp: the patterns of Java's DateTimeFormatter
 */
test.each([
  [Date.UTC(2018, 11, 31), '2019-12-31', '01'],
  [Date.UTC(2018, 11, 29), '2018-12-29', '52'],
  [Date.UTC(2016, 0, 1), '2016-01-01', '01'],
  [Date.UTC(2016, 0, 3), '2016-01-03', '02'],
])('the week of %d', (instant, date, week) => {
  expect(dateTimeFormat('YYYY-MM-dd')(localTime(instant, 'UTC'))).toBe(date)
  expect(dateTimeFormat('ww')(localTime(instant, 'UTC'))).toBe(week)
})

/**
 * @documented Firehose Developer Guide, Custom prefixes, timestamp: the patterns of Java's DateTimeFormatter
 */
test('midnight is 00, 24 and 12; east and west of Greenwich', () => {
  const format = dateTimeFormat('HH kk hh KK a XXX')
  expect(format(localTime(Date.UTC(2026, 0, 1), 'UTC'))).toBe('00 24 12 00 AM Z')
  expect(format(localTime(Date.UTC(2026, 0, 1, 5), 'America/New_York'))).toBe('00 24 12 00 AM -05:00')
  expect(format(localTime(Date.UTC(2026, 5, 30, 18, 30), 'Asia/Kolkata'))).toBe('00 24 12 00 AM +05:30')
})

/**
 * @documented Firehose Developer Guide, Custom prefixes, Semantic rules: expressions, namespaces, and what
 *   Prefix and ErrorOutputPrefix need
 * @own dynamic partitioning, refused as not simulated
 */
test.each([
  [
    { prefix: '!{timestamp:yyyy}' },
    'ErrorOutputPrefix cannot be null or empty when Prefix contains expressions',
  ],
  [{ prefix: '!{firehose:error-output-type}/', errorOutputPrefix: 'a' }, 'Prefix cannot contain'],
  [{ errorOutputPrefix: '!{timestamp:yyyy}/' }, 'at least one instance of !{firehose:error-output-type}'],
  [{ prefix: '!{time:yyyy}/', errorOutputPrefix: 'a' }, 'Invalid namespace in !{time:yyyy}'],
  [{ prefix: '!{yyyy}/', errorOutputPrefix: 'a' }, 'Invalid namespace in !{yyyy}'],
  [{ prefix: '!{}/', errorOutputPrefix: 'a' }, 'Invalid namespace in !{}'],
  [
    { prefix: '!{firehose:stream-name}/', errorOutputPrefix: 'a' },
    'Invalid value in !{firehose:stream-name}',
  ],
  [{ prefix: 'a!{timestamp:yyyy', errorOutputPrefix: 'a' }, 'The sequence !{ can only appear in'],
  [{ prefix: '!{timestamp:}', errorOutputPrefix: 'a' }, 'needs a pattern'],
  [{ prefix: '!{partitionKeyFromQuery:customer}/', errorOutputPrefix: 'a' }, 'does not simulate dynamic'],
  [{ prefix: '!{timestamp:yyyy-MM-ddd}', errorOutputPrefix: 'a' }, 'Too many pattern letters "ddd"'],
  [{ prefix: "!{timestamp:yyyy'-}", errorOutputPrefix: 'a' }, 'ends within a quoted text'],
  [{ prefix: '!{timestamp:cccc}', errorOutputPrefix: 'a' }, 'does not simulate the pattern letters "cccc"'],
  [{ prefix: 'a'.repeat(499) }, 'Prefix cannot be greater than 512 characters'],
])('%j is refused', (naming, message) => {
  expect(() => keys(naming)).toThrow(message)
})

/**
 * @documented Firehose Developer Guide, Custom prefixes, Semantic rules: an evaluated prefix has up to 512
 *   characters
 */
test('a prefix of 512 characters', () => {
  expect(evaluated({ prefix: 'a'.repeat(498), errorOutputPrefix: 'e/' })).toHaveLength(512)
})
