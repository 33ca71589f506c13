import { mkdtempSync, rmSync } from 'node:fs'
import { availableParallelism, cpus, tmpdir } from 'node:os'
import { join } from 'node:path'
import { measureBundles } from './bundles.ts'
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

const SECTIONS: Record<string, () => Promise<Row[]>> = {
  synth: () => measureSynth(assembly),
  bundles: () => measureBundles(assembly),
  start: () => measureReady(assembly),
  sqs: () => measureSqsRates(),
  purchases: () => measurePurchases(assembly),
  videos: () => measureVideos(assembly),
  mail: () => measureMail(assembly),
  posts: () => measurePosts(assembly),
}

/** `npm run bench -- sqs purchases` measures these two; without names, all. */
function chosenSections(names: readonly string[]): string[] {
  const unknown = names.find(name => !Object.hasOwn(SECTIONS, name))
  if (unknown)
    throw new Error(`There is no section ${unknown}: choose from ${Object.keys(SECTIONS).join(', ')}.`)
  return names.length > 0 ? [...names] : Object.keys(SECTIONS)
}

try {
  const sections = chosenSections(process.argv.slice(2))
  await synthesize(assembly)
  const rows: Row[] = []
  for (const name of sections) {
    process.stderr.write(`measuring ${name}…\n`)
    rows.push(...((await SECTIONS[name]?.()) ?? []))
  }
  console.log(
    `Node ${process.version}, ${availableParallelism()} × ${cpus()[0]?.model}; medians, and ratios of one run`,
  )
  printTable(rows)
  if (rows.some(({ target }) => target && !target.met)) process.exitCode = 1
} catch (error) {
  console.error((error as Error).message)
  process.exitCode = 1
} finally {
  rmSync(scratch, { recursive: true })
}
