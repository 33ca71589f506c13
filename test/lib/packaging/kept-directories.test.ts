import fs, { mkdirSync, mkdtempSync, readdirSync, rmSync, utimesSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { sweep, touch } from '../../../lib/packaging/kept-directories.ts'

const HOUR_MS = 3_600_000

let output: string

beforeEach(() => {
  output = mkdtempSync(join(tmpdir(), 'kept-'))
})
afterEach(() => {
  jest.restoreAllMocks()
  rmSync(output, { recursive: true })
})

/** A directory with a file, which a run used so many hours ago. */
function directory(name: string, hours: number): void {
  mkdirSync(join(output, name))
  writeFileSync(join(output, name, 'index.mjs'), '')
  const usedAt = new Date(Date.now() - hours * HOUR_MS)
  utimesSync(join(output, name), usedAt, usedAt)
}

test('what no run has used for an hour goes, and files stay', () => {
  directory('shop-buying-0', 1.1)
  directory('shop-buying-1', 0.9)
  directory('unfinished-a', 1.1)
  writeFileSync(join(output, 'record.json'), '{}')
  sweep(output)
  expect(readdirSync(output).toSorted()).toEqual(['record.json', 'shop-buying-1'])
})

test('an hour is the limit, to the millisecond', () => {
  directory('shop-buying-0', 0)
  const usedAt = new Date('2026-01-02T03:04:05Z')
  utimesSync(join(output, 'shop-buying-0'), usedAt, usedAt)
  const now = jest.spyOn(Date, 'now').mockReturnValue(usedAt.getTime() + HOUR_MS)
  sweep(output)
  expect(readdirSync(output)).toEqual(['shop-buying-0'])
  now.mockReturnValue(usedAt.getTime() + HOUR_MS + 1)
  sweep(output)
  expect(readdirSync(output)).toEqual([])
})

test('what is used now stays for another hour; what is gone cannot be used', () => {
  directory('shop-buying-0', 1.1)
  const one = join(output, 'shop-buying-0')
  expect(touch([one])).toBe(true)
  sweep(output)
  expect(readdirSync(output)).toEqual(['shop-buying-0'])
  expect(touch([one, join(output, 'shop-buying-1')])).toBe(false)
})

test('what another run removes at the same time is no error', () => {
  directory('shop-buying-0', 1.1)
  jest.spyOn(fs, 'renameSync').mockImplementationOnce(() => {
    throw new Error('no such file or directory')
  })
  sweep(output)
  expect(readdirSync(output)).toEqual(['shop-buying-0'])
})

test('what a run that is killed has removed in part is not found by its name', () => {
  directory('shop-buying-0', 1.1)
  jest.spyOn(fs, 'rmSync').mockImplementationOnce(() => {
    throw new Error('killed')
  })
  expect(() => sweep(output)).toThrow('killed')
  expect(readdirSync(output)).toEqual([expect.stringMatching(/^unfinished-/)])
})
