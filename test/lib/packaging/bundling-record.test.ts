import { mkdtempSync, readdirSync, rmSync, utimesSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { BundlingRecord } from '../../../lib/packaging/bundling-record.ts'
import { inputOf } from '../../../lib/packaging/input.ts'

let root: string
let record: BundlingRecord
const fingerprints = [['shop/buying', 'fingerprint']] as const
const write = (name: string, text: string) => writeFileSync(join(root, name), text)

/** Keeps what a run has read. */
function remember(request: string, ...paths: string[]): void {
  record.write({ request, inputs: paths.map(path => inputOf(root, path)), fingerprints })
}

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'record-'))
  write('a.ts', 'export const a = 1')
  write('b.ts', 'export const b = 1')
  record = new BundlingRecord(root, join(root, 'out', 'record.json'))
})
afterEach(() => rmSync(root, { recursive: true }))

test('is not current before the first run', () => {
  expect(record.fingerprints('request')).toBeUndefined()
})

test('is current while the same is asked for and nothing has changed', () => {
  remember('request', 'a.ts', 'b.ts')
  expect(record.fingerprints('request')).toEqual(fingerprints)
  expect(record.fingerprints('another request')).toBeUndefined()
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
  remember('request', 'a.ts', 'b.ts')
  change()
  expect(record.fingerprints('request')).toBeUndefined()
})

test('leaves nothing beside it', () => {
  remember('request', 'a.ts')
  remember('request', 'b.ts')
  expect(readdirSync(join(root, 'out'))).toEqual(['record.json'])
})
