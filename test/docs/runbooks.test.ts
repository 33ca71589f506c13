import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { ASSEMBLY, STAGE } from '../journeys/assembly.ts'

const RUNBOOKS = join(import.meta.dirname, '../../docs/runbooks')

interface Template {
  Resources: Record<string, { Type: string; Properties?: { AlarmName?: string } }>
}

/** The index: a row has patterns of alarm names, and links a page. */
const rows = readFileSync(join(RUNBOOKS, 'README.md'), 'utf8')
  .split('\n')
  .flatMap(line => {
    const [, patterns = '', page = ''] = /^\| (`.*`) \| \[[^\]]+\]\(([^)]+)\) \|/.exec(line) ?? []
    return [...patterns.matchAll(/`([^`]+)`/g)].map(([, pattern = '']) => ({ pattern, page }))
  })

/** After `Messaging-<stage>-`. */
const alarms = readdirSync(ASSEMBLY)
  .filter(name => name.endsWith('.template.json'))
  .map(name => JSON.parse(readFileSync(join(ASSEMBLY, name), 'utf8')) as Template)
  .flatMap(({ Resources }) => Object.values(Resources))
  .filter(({ Type }) => ['AWS::CloudWatch::Alarm', 'AWS::CloudWatch::CompositeAlarm'].includes(Type))
  .map(({ Properties }) => Properties?.AlarmName?.replace(`Messaging-${STAGE}-`, '') ?? '')

function matches(pattern: string, alarm: string): boolean {
  return new RegExp(`^${pattern.replaceAll('*', '.+')}$`).test(alarm)
}

test('every alarm of the stacks has one page in the index of the runbooks', () => {
  expect(alarms.length).toBeGreaterThan(60)
  const pages = alarms.map(alarm => {
    const found = rows.filter(({ pattern }) => matches(pattern, alarm)).map(({ page }) => page)
    return { alarm, pages: found.length }
  })
  expect(pages.filter(({ pages }) => pages !== 1)).toEqual([])
})

test('every page of the runbooks is in the index', () => {
  const listed = [...rows.map(({ page }) => page), 'README.md', 'three-bad-nights.md']
  expect([...new Set(listed)].toSorted()).toEqual(readdirSync(RUNBOOKS).toSorted())
})

const pages = [...new Set(rows.map(({ page }) => page))]

test.each(pages)(
  '%s says what it means, how to look and repair, when it is over, and what never to do',
  page => {
    const headings = readFileSync(join(RUNBOOKS, page), 'utf8').matchAll(/^## (\w+)/gm)
    expect([...headings].map(([, word]) => word)).toEqual(['Look', 'Repair', 'Over', 'Never'])
  },
)
