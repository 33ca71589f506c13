/* `npm run grants`: what the policies of a stage lack, and what they have and nothing needs. */
import { StartFailedError } from '../clients/local-aws-process.ts'
import { MissingStageError } from '../clients/missing-stage.ts'
import { failureText, UsageError } from '../terminal/command-line.ts'
import { endProgress, progress } from '../terminal/terminal.ts'
import { type Options, parseCommandLine, USAGE } from './command-line.ts'
import { NoDecisionsError } from './decisions.ts'
import { type Exercise, exercise } from './exercise/exercise.ts'
import { findingsOf, isWell, readRun } from './findings.ts'
import { reportLines } from './report.ts'

async function main(args: readonly string[]): Promise<void> {
  const options = parseCommandLine(args)
  if (!options) return console.log(USAGE)
  const { run, place, complete, failures } = await runOf(options)
  endProgress()
  const { explicit, verbose, target } = options
  const findings = findingsOf(run, { explicit, complete })
  const circumstances = { place, exercised: target === undefined, complete, failures, verbose }
  console.log(
    options.json
      ? JSON.stringify({ ...findings, complete, failures }, null, 2)
      : reportLines(findings, circumstances).join('\n'),
  )
  process.exitCode = isWell(findings) && complete && failures.length === 0 ? 0 : 1
}

async function runOf({ target }: Options): Promise<Exercise & { place: string }> {
  if (!target) return { ...(await exercise(progress)), place: 'the stacks, after a run that uses them' }
  return { run: await readRun(target), complete: true, failures: [], place: target.place }
}

main(process.argv.slice(2)).catch(error => {
  endProgress()
  console.error(failureText(error, USAGE, [MissingStageError, NoDecisionsError, StartFailedError]))
  process.exitCode = error instanceof UsageError ? 2 : 1
})
