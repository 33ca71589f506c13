import { MalformedQueryException } from '@aws-sdk/client-cloudwatch-logs'
import { type InsightsRig, openInsights } from './insights-rig.ts'

let aws: InsightsRig

beforeAll(async () => {
  aws = await openInsights()
})
afterAll(() => aws.rig.close())

async function refusal(query: string, input = {}): Promise<MalformedQueryException> {
  const error: unknown = await aws.start(query, input).catch(cause => cause)
  if (error instanceof MalformedQueryException) return error
  throw new Error(`${query} is not refused as malformed: ${error}`)
}

/** @own not documented by AWS: the words and the offsets of MalformedQueryException */
test('an error says what was unexpected and where, as text and as offsets', async () => {
  const error = await refusal('fields @message\n| filter level == "x"')

  expect(error.message).toBe('unexpected symbol found = at line 2 and position 17')
  expect(error.queryCompileError).toEqual({
    location: { startCharOffset: 32, endCharOffset: 33 },
    message: error.message,
  })
})

/** @documented CloudWatch Logs User Guide, Query syntax: what each command and function takes */
test.each([
  ['', '<EOF>'],
  ['fields', '<EOF>'],
  ['fields @message |', '<EOF>'],
  ['fields @message | count()', 'count'],
  ['fields @message @timestamp', '@timestamp'],
  ['fields (a', "'"],
  ['filter a = "x', 'token recognition error: "'],
  ['filter a in [b]', 'b'],
  ['filter a in "x"', '"x"'],
  ['filter a not "x"', "'like'"],
  ['filter a like b', 'b'],
  ['fields a as', '<EOF>'],
  ['fields and', 'and'],
  ['fields 5m', '5m'],
  ['fields count(*)', 'count'],
  ['fields nonsense(a)', 'nonsense'],
  ['fields constructor(a)', 'constructor'],
  ['fields abs()', 'abs takes 1 arguments, not 0'],
  ['fields substr(a)', 'substr takes 2 to 3 arguments, not 1'],
  ['fields bin(5)', 'bin takes a period such as 5m, not 5'],
  ['fields bin(5lightyears)', 'lightyears'],
  ['fields bin(1constructor)', 'constructor'],
  ['fields bin(0m)', 'not 0'],
  ['fields a as x | fields b as x', 'the field x is defined more than once'],
  ['parse @message "a" as x', '0 wildcards'],
  ['parse @message "*-*" as x', '2 wildcards but names 1'],
  ['parse @message /x/', '0 groups but names no fields'],
  ['parse @message /(x)(y)/ as a', '2 groups but names 1'],
  ['stats', '<EOF>'],
  ['stats pct(a)', 'pct takes 2 arguments, not 1'],
  ['stats pct(a, 101)', 'not 101'],
  ['stats pct(a, b)', 'not b'],
  ['stats a', 'Unknown symbols found in or after stats: a'],
  ['stats count(*) by a | filter b = 1', 'Unknown symbols found in or after stats: b'],
  ['stats count(*) by a | fields @message', '@message'],
  ['stats count(*) as n | stats max(n) by bin(1m)', '@timestamp'],
  ['stats count(*) as n by a | stats latest(n)', 'latest'],
  ['stats count(*) as n | stats max(n) as m | stats max(m)', 'at most 2'],
  ['stats max(a) as m by b | sort m | filter m > 1 | stats max(m)', 'cannot follow sort'],
  ['stats max(a) as m by b | limit 1 | stats max(m)', 'cannot follow limit'],
  ['dedup a | sort b', 'only limit can follow dedup'],
  ['dedup a | limit 1 | filter b = 1', 'only limit can follow dedup'],
  ['limit 0', 'not 0'],
  ['limit 100001', 'not 100001'],
  ['limit x', 'x'],
  ['unnest a', "'into'"],
])('%s', async (query, culprit) => {
  expect((await refusal(query)).message).toContain(culprit)
})

/** @own commands, refused as not simulated */
test.each([
  'pattern @message',
  'diff',
  'anomaly',
  'lookup table a',
  'join type=inner',
  'SOURCE logGroups()',
  'filterIndex a = 1',
  'unmask @message',
  'addtotals',
  'tail 20',
])('the command of %s is refused by name', async command => {
  const { message } = await refusal(`fields @message | ${command}`)
  expect(message).toContain(`does not simulate the command ${command.split(' ')[0]}`)
})

/** @own functions, refused as not simulated */
test.each(['isValidIp', 'isIpInSubnet', 'isIpv4InSubnet', 'rate', 'histogram'])(
  'the function %s is refused by name',
  async name => {
    expect((await refusal(`fields ${name}(a, b)`)).message).toContain(`function ${name.toLowerCase()}`)
  },
)

/** @own query languages, refused as not simulated */
test.each(['SQL', 'PPL'])('the query language %s is refused by name', async queryLanguage => {
  expect((await refusal('SELECT 1', { queryLanguage })).message).toContain(queryLanguage)
})

/** @own regular expressions, of which some are refused */
test.each([
  ['/(?=a)/', 'look-ahead'],
  ['/(?<!a)b/', 'look-behind'],
  ['/(a)\\1/', 'back-reference'],
  ['/a++/', 'possessive'],
  ['/(?>a)/', 'atomic'],
  ['/(a/', 'a group without its )'],
  ['/a)/', 'an unmatched )'],
  ['/[a/', 'the end of the expression'],
  ['/*a/', 'a quantifier after nothing'],
  ['/a{3,2}/', 'a{3,2}'.slice(1)],
  ['/(((a{1000}){1000}){1000})/', 'steps'],
  ['/[z-a]/', 'does not go up'],
  ['/\\pL/', '\\p'],
])('the regular expression %s is refused', async (regex, reason) => {
  expect((await refusal(`filter @message like ${regex}`)).message).toContain(reason)
})

/** @own bounds of queries */
test('nesting and length are bounded, so that no query overflows the stack', async () => {
  await refusal(`fields ${'('.repeat(5000)}`)
  await refusal(`filter ${'not '.repeat(2000)}a`)
  await refusal(`fields ${'-'.repeat(5000)}1`)
  await refusal(`fields ${'2^'.repeat(4000)}2`)
  await refusal(`fields 1${'+1'.repeat(4000)}`)
  await refusal(`filter @message like /${'('.repeat(5000)}/`)
})
