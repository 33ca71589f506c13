import fs, { mkdirSync, mkdtempSync, readdirSync, rmSync, utimesSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { sweep } from '../../../lib/packaging/kept-directories.ts'

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

test('what a run that is killed has removed in part is not found by its name', () => {
  directory('shop-buying-0', 1.1)
  jest.spyOn(fs, 'rmSync').mockImplementationOnce(() => {
    throw new Error('killed')
  })
  expect(() => sweep(output)).toThrow('killed')
  expect(readdirSync(output)).toEqual([expect.stringMatching(/^unfinished-/)])
})
