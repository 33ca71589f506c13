/* `npm run verify`: sends one of everything through the stacks of a stage and says what arrived. */
import { localConnection } from '../clients/connection.ts'
import { LocalAwsProcess, StartFailedError } from '../clients/local-aws-process.ts'
import { MissingStageError } from '../clients/missing-stage.ts'
import type { Target } from '../clients/target.ts'
import { failureText, UsageError } from '../terminal/command-line.ts'
import { InterruptedError, interruptible } from '../terminal/interruption.ts'
import { endProgress, progress } from '../terminal/terminal.ts'
import { checkLines } from './checks.ts'
import { type Options, parseCommandLine, USAGE } from './command-line.ts'
import { type Verification, verify } from './verify.ts'

async function main(args: readonly string[]): Promise<void> {
  const options = parseCommandLine(args)
  if (!options) return console.log(USAGE)
  const { holds } = await interruptible(signal => runOn(options, signal))
  process.exitCode = holds ? 0 : 1
}

async function runOn(options: Options, signal: AbortSignal): Promise<Verification> {
  if (options.target) return report(options.target, options, signal)
  progress('synthesizing the stacks and starting the local AWS…')
  const local = await LocalAwsProcess.start({ ownProcessGroup: true, signal })
  try {
    const { endpoint } = local
    const place = `a local AWS of its own at ${endpoint}`
    return await report({ connection: localConnection(endpoint), stage: 'dev', place }, options, signal)
  } finally {
    endProgress()
    await local.stop()
  }
}

async function report(
  target: Target,
  { json, withinMs }: Options,
  signal: AbortSignal,
): Promise<Verification> {
  const { stage, place } = target
  endProgress()
  if (!json) console.log(`The stage ${stage} on ${place}`)
  const verification = await verify(target, {
    withinMs,
    signal,
    ended: check => {
      if (!json) for (const line of checkLines(check)) console.log(line)
    },
  })
  if (json) console.log(JSON.stringify({ stage, ...verification }, null, 2))
  else console.log(summary(verification))
  return verification
}

function summary({ id, checks }: Verification): string {
  const count = (outcome: string) => checks.filter(check => check.outcome === outcome).length
  const skipped = count('skipped') > 0 ? `, ${count('skipped')} skipped` : ''
  return `${count('holds')} hold, ${count('fails')} fail${skipped}. All was sent as ${id}.`
}

main(process.argv.slice(2)).catch(error => {
  console.error(failureText(error, USAGE, [MissingStageError, StartFailedError, InterruptedError]))
  process.exitCode = error instanceof UsageError ? 2 : 1
})
