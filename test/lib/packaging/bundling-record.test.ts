import { mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { BundlingRecord } from '../../../lib/packaging/bundling-record.ts'

let root: string
let record: BundlingRecord
const write = (name: string, text: string) => writeFileSync(join(root, name), text)

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'record-'))
  write('a.ts', 'export const a = 1')
  write('b.ts', 'export const b = 1')
  record = new BundlingRecord(root, join(root, 'out', 'record.json'))
})
afterEach(() => rmSync(root, { recursive: true }))

test('is not current before the first run', () => {
  expect(record.isCurrent('request')).toBe(false)
})

test('is current while the same is asked for and nothing has changed', () => {
  record.write('request', ['a.ts', 'b.ts'])
  expect(record.isCurrent('request')).toBe(true)
  expect(record.isCurrent('another request')).toBe(false)
})

test.each([
  ['is longer', () => write('b.ts', 'export const b = 10')],
  ['is newer', () => utimesSync(join(root, 'b.ts'), new Date(), new Date(Date.now() + 5000))],
  ['is gone', () => rmSync(join(root, 'b.ts'))],
  [
    'was read by a run whose record was cut short',
    () => writeFileSync(join(root, 'out', 'record.json'), '{"req'),
  ],
])('is not current when an input %s', (_, change) => {
  record.write('request', ['a.ts', 'b.ts'])
  change()
  expect(record.isCurrent('request')).toBe(false)
})
