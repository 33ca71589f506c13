import { availableParallelism, cpus } from 'node:os'
import { join } from 'node:path'
import { failureText, UsageError } from '../terminal/command-line.ts'
import { makeTemporaryDirectory, removeTemporaryDirectory } from '../terminal/temporary-directory.ts'
import { measureBundles } from './bundles.ts'
import { measureClickstream } from './clickstream.ts'
import { type Options, parseCommandLine, type Section, USAGE } from './command-line.ts'
import { measureCost } from './cost.ts'
import { measureLake } from './lake/lake.ts'
import { measureLocalAws } from './local-aws.ts'
import { measureMail } from './mail.ts'
import { measureOutage } from './outage/outage.ts'
import { measurePosts } from './posts.ts'
import { measurePurchases } from './purchases.ts'
import { measureReady } from './ready.ts'
import { printTable, type Row } from './report.ts'
import { measureSynth, synthesize } from './synth.ts'
import { measureTrace } from './trace/trace.ts'
import { measureVideos } from './videos.ts'

/** @param assembly where the stacks are synthesized */
const MEASUREMENTS: Record<Section, (assembly: string, options: Options) => Promise<Row[]>> = {
  synth: measureSynth,
  bundles: measureBundles,
  start: measureReady,
  sqs: () => measureLocalAws('sqs'),
  kinesis: () => measureLocalAws('kinesis'),
  firehose: () => measureLocalAws('firehose'),
  insights: () => measureLocalAws('insights'),
  purchases: measurePurchases,
  videos: measureVideos,
  mail: measureMail,
  posts: measurePosts,
  clickstream: () => measureClickstream(),
  lake: measureLake,
  trace: measureTrace,
  cost: (_, options) => measureCost(options),
  outage: (_, options) => measureOutage(options),
}

/** Sections that synthesize stacks themselves: another revision's, or this checkout's with other settings. */
const SYNTHESIZING: readonly Section[] = ['cost', 'outage', 'clickstream']

async function main(args: readonly string[]): Promise<void> {
  const options = parseCommandLine(args)
  if (options.help) return console.log(USAGE)
  const scratch = makeTemporaryDirectory('bench')
  try {
    await measure(join(scratch, 'cdk.out'), options)
  } finally {
    removeTemporaryDirectory(scratch)
  }
}

async function measure(assembly: string, options: Options): Promise<void> {
  const { sections } = options
  if (sections.some(section => !SYNTHESIZING.includes(section))) await synthesize(assembly)
  const rows: Row[] = []
  for (const section of sections) {
    process.stderr.write(`measuring ${section}…\n`)
    rows.push(...(await MEASUREMENTS[section](assembly, options)))
  }
  console.log(
    `Node ${process.version}, ${availableParallelism()} × ${cpus()[0]?.model}; medians; ratios from one run`,
  )
  printTable(rows)
  if (rows.some(({ target }) => target && !target.met)) process.exitCode = 1
}

try {
  await main(process.argv.slice(2))
} catch (error) {
  console.error(error instanceof UsageError ? failureText(error, USAGE) : (error as Error).message)
  process.exitCode = 1
}
