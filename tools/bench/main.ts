import { mkdtempSync, rmSync } from 'node:fs'
import { availableParallelism, cpus, tmpdir } from 'node:os'
import { join } from 'node:path'
import { measureBundles } from './bundles.ts'
import { measurePurchases } from './purchases.ts'
import { measureReady } from './ready.ts'
import { printTable, type Row } from './report.ts'
import { measureSqsRates } from './sqs-rates.ts'
import { measureSynth, synthesize } from './synth.ts'

const scratch = mkdtempSync(join(tmpdir(), 'bench-'))
const assembly = join(scratch, 'cdk.out')

async function section(what: string, measure: () => Promise<Row | Row[]>): Promise<Row[]> {
  process.stderr.write(`measuring ${what}…\n`)
  return [await measure()].flat()
}

try {
  await synthesize(assembly)
  const rows = [
    ...(await section('synth', () => measureSynth(assembly))),
    ...(await section('bundles', () => measureBundles(assembly))),
    ...(await section('start', () => measureReady(assembly))),
    ...(await section('SQS', () => measureSqsRates())),
    ...(await section('purchases', () => measurePurchases(assembly))),
  ]
  console.log(
    `Node ${process.version}, ${availableParallelism()} × ${cpus()[0]?.model}; medians, and ratios of one run`,
  )
  printTable(rows)
  if (rows.some(({ target }) => target && !target.met)) process.exitCode = 1
} finally {
  rmSync(scratch, { recursive: true })
}
