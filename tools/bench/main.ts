import { mkdtempSync, rmSync } from 'node:fs'
import { availableParallelism, cpus, tmpdir } from 'node:os'
import { join } from 'node:path'
import { measureBundles } from './bundles.ts'
import { parseCommandLine, type Section, USAGE } from './command-line.ts'
import { type CostOptions, measureCost } from './cost.ts'
import { measureMail } from './mail.ts'
import { measurePosts } from './posts.ts'
import { measurePurchases } from './purchases.ts'
import { measureReady } from './ready.ts'
import { printTable, type Row } from './report.ts'
import { measureSqsRates } from './sqs-rates.ts'
import { measureSynth, synthesize } from './synth.ts'
import { measureVideos } from './videos.ts'

const scratch = mkdtempSync(join(tmpdir(), 'bench-'))
const assembly = join(scratch, 'cdk.out')

const MEASUREMENTS: Record<Section, (options: CostOptions) => Promise<Row[]>> = {
  synth: () => measureSynth(assembly),
  bundles: () => measureBundles(assembly),
  start: () => measureReady(assembly),
  sqs: () => measureSqsRates(),
  purchases: () => measurePurchases(assembly),
  videos: () => measureVideos(assembly),
  mail: () => measureMail(assembly),
  posts: () => measurePosts(assembly),
  cost: measureCost,
}

async function main(args: readonly string[]): Promise<void> {
  const { sections, help, ...options } = parseCommandLine(args)
  if (help) return console.log(USAGE)
  // What is compared with another revision is started like that one: by what each synthesizes itself.
  if (sections.some(section => section !== 'cost')) await synthesize(assembly)
  const rows: Row[] = []
  for (const section of sections) {
    process.stderr.write(`measuring ${section}…\n`)
    rows.push(...(await MEASUREMENTS[section](options)))
  }
  console.log(
    `Node ${process.version}, ${availableParallelism()} × ${cpus()[0]?.model}; medians, and ratios of one run`,
  )
  printTable(rows)
  if (rows.some(({ target }) => target && !target.met)) process.exitCode = 1
}

try {
  await main(process.argv.slice(2))
} catch (error) {
  console.error((error as Error).message)
  process.exitCode = 1
} finally {
  rmSync(scratch, { recursive: true })
}
