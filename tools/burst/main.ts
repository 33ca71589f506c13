/* `npm run burst`: an experiment that a queue absorbs a spike, beside the counterexample without a queue. */
import { writeFile } from 'node:fs/promises'
import { availableParallelism } from 'node:os'
import { type Connection, localConnection } from '../clients/connection.ts'
import { LocalAwsProcess, StartFailedError } from '../clients/local-aws-process.ts'
import { makeClip } from '../clients/video/clip.ts'
import { failureText } from '../terminal/command-line.ts'
import { endProgress, progress } from '../terminal/terminal.ts'
import { drawing } from './chart/drawing.ts'
import { type Options, parseCommandLine, USAGE } from './command-line.ts'
import { Experiment } from './experiment.ts'
import { report } from './report.ts'
import { MissingStackError } from './site.ts'
import { summarize } from './summary.ts'

/** Small, because the experiment measures waiting, not encoding. */
const CLIP = { seconds: 1, size: '320x240' }

async function main(args: readonly string[]): Promise<void> {
  const options = parseCommandLine(args)
  if (options.help) return console.log(USAGE)
  if (options.account) {
    const place = `the account's stage ${options.stage}`
    return run({}, place, options)
  }
  const { encoders } = options
  progress('synthesizing the stacks and starting the local AWS…')
  const local = await LocalAwsProcess.start({
    context: { experiments: true, encoderConcurrency: encoders },
  })
  try {
    const place = `the local AWS on this machine, ${availableParallelism()} processors`
    await run(localConnection(local.endpoint), place, options)
  } finally {
    await local.stop()
  }
}

async function run(connection: Connection, place: string, options: Options): Promise<void> {
  const { stage, videos, connections, minutes, out } = options
  const deadline = Date.now() + minutes * 60_000
  progress('making a clip…')
  const content = await makeClip(CLIP)
  const results = await Experiment.run(
    connection,
    { stage, videos, connections, deadline },
    content,
    progress,
  )
  endProgress()
  const summary = summarize(results, { clip: { ...CLIP, bytes: content.length }, connections, place })
  const asExpected = report(summary)
  await writeFile(out, drawing(summary))
  console.log(`\nThe drawing is in ${out}.`)
  process.exitCode = asExpected ? 0 : 1
}

// However this process ends, the local AWS ends with it.
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(130))

main(process.argv.slice(2)).catch(cause => {
  endProgress()
  console.error(failureText(cause, USAGE, [MissingStackError, StartFailedError]))
  process.exitCode = 1
})
