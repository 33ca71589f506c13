import { readFileSync } from 'node:fs'
import { REMAINS } from '../../tools/forget/remains.ts'
import { ofType } from '../lib/stage.ts'

const page = readFileSync('docs/personal-data.md', 'utf8')
const remaining = page.slice(page.indexOf('## What remains'))

/** The cells of a row of the first table, by the first of them. */
const rows = new Map(
  page
    .slice(0, page.indexOf('## Forget somebody'))
    .split('\n')
    .filter(line => line.startsWith('| '))
    .map(line => line.split('|').map(cell => cell.trim()))
    .map(([, first = '', ...rest]) => [first.replace(', with `purchasesArchiveDays`', ''), rest] as const),
)

/** `Shop/Shipments` */
const named = (stack: string, id: string) => `${stack.split('-').at(-1)}/${id}`

const tables = ofType('AWS::DynamoDB::GlobalTable')
  .map(({ stack, id, Metadata }) => ({
    name: named(stack, id.replace(/Table$/, '')),
    forEver: Metadata !== undefined,
  }))
  .filter(({ name }) => !name.endsWith('/Tries'))

test.each(tables)(
  'the page has the table $name, and says until when where nothing expires',
  ({ name, forEver }) => {
    const [, lifetime = ''] = rows.get(`\`${name}\``) ?? []
    expect(lifetime).not.toBe('')
    expect(lifetime.startsWith('until')).toBe(forEver)
  },
)

test('the page has every prefix of every bucket, with its days', () => {
  const prefixes = ofType('AWS::S3::Bucket')
    .filter(({ stack }) => !stack.includes('Synchronous'))
    .flatMap(({ stack, id, Properties }) => {
      const { Rules } = Properties.LifecycleConfiguration as {
        Rules: { Prefix?: string; ExpirationInDays?: number; TagFilters?: unknown }[]
      }
      return Rules.filter(({ Prefix, TagFilters }) => Prefix !== undefined && TagFilters === undefined).map(
        ({ Prefix, ExpirationInDays }) =>
          [`\`${named(stack, id)}\` \`${Prefix}\``, `${ExpirationInDays} days`] as const,
      )
    })
  expect(prefixes).toHaveLength(7)
  for (const [prefix, days] of prefixes) expect(rows.get(prefix)?.[1]).toContain(days)
})

test('the page on recovery has the days of the bucket of videos and of purchases', () => {
  const recovery = readFileSync('docs/decisions/recovery.md', 'utf8')
  const days = (cell: string) => (rows.get(cell)?.[1] ?? '').match(/\d+(?= days)/)?.[0] ?? 'missing'
  const [, videos = ''] = /\| bucket of videos \|([^|]*)\|/.exec(recovery) ?? []
  expect(videos).toContain(`uploads expire after ${days('`Video/Bucket` `uploads/`')} days`)
  expect(videos).toContain(
    `renditions after \`videoRetentionDays\`, ${days('`Video/Bucket` `renditions/`')} days`,
  )
  expect(recovery).toContain(`\`purchaseRetentionDays\`, ${days('`Shop/Shipments`')} days`)
})

test('the page has the days of queues, logs and the stream', () => {
  const days = (type: string, property: string, perDay: number) =>
    new Set(ofType(type).map(({ Properties }) => Number(Properties[property]) / perDay))
  expect(days('AWS::SQS::Queue', 'MessageRetentionPeriod', 86_400)).toEqual(new Set([4, 7, 14]))
  expect(rows.get('queues of work')?.[1]).toBe('4 days; of reminders, 7 days')
  expect(rows.get('queues of dead letters and of undelivered messages')?.[1]).toBe('14 days')
  expect(days('AWS::Logs::LogGroup', 'RetentionInDays', 1)).toEqual(new Set([30]))
  expect(rows.get('logs')?.[1]).toBe('30 days')
  expect(days('AWS::Kinesis::Stream', 'RetentionPeriodHours', 1)).toEqual(new Set([24]))
  expect(rows.get('the stream')?.[1]).toContain('24 hours')
})

test.each(REMAINS)('the page says, as the tool does, how long $what remain', ({ what, until }) => {
  const row = remaining
    .replaceAll('`', '')
    .split('\n')
    .find(line => line.startsWith(`| ${what} |`))
  expect(row).toContain(`| ${until} |`)
})
