import { availableParallelism } from 'node:os'
import { parseOptions, UsageError, wholeNumber } from '../terminal/command-line.ts'

/** What `npm run mutate` was asked for. */
export interface Options {
  /** Folders and files whose sources are changed. */
  targets: readonly string[]
  /** How many mutants to draw; undefined for all. */
  sample: number | undefined
  seed: number
  /** Folders and test files that must notice; empty for those that mirror the targets. */
  tests: readonly string[]
  jobs: number
  json: boolean
  help: boolean
}

export const USAGE = `Usage: npm run mutate -- <folder or file>... [options]

Do the tests notice when the code is wrong? Changes the sources one place at a time, in a copy, and runs the tests that
execute the place. A change that no test notices has survived: it is listed, with the test files that executed it.

  --sample N    draw N of the mutants; without it, all run
  --seed N      which ones: the same seed draws the same ones; 1 by default
  --tests PATH  the tests that must notice, a folder or a file, once for each; by default those of the same name:
                test/lambda/mail for lambda/mail, local-aws/test/template for local-aws/src/template
  --jobs N      how many run at once: ${availableParallelism()} by default
  --json        print one JSON document
  --help        show this

npm run mutate -- lambda/mail
npm run mutate -- local-aws/src/services/sqs --sample 100 --seed 7

Only what tests execute in their own process counts, and what test/lib/write-stage.ts synthesizes for them. A mutant
that hangs is killed by the timeout. Mutants that the type checker refuses run like others, because Jest does not
check types. tools/mutate/equivalents.json lists mutants that change no behaviour, and why: they do not count.

Exit status: 0 whatever the score, 1 if it cannot be measured, 2 for a command line that makes no sense.
`

/** @throws UsageError */
export function parseCommandLine(args: readonly string[]): Options {
  const { values, positionals } = parseOptions({
    args: [...args],
    allowPositionals: true,
    options: {
      sample: { type: 'string' },
      seed: { type: 'string' },
      tests: { type: 'string', multiple: true },
      jobs: { type: 'string' },
      json: { type: 'boolean' },
      help: { type: 'boolean' },
    },
  })
  const { sample, seed = '1', tests = [], jobs, json = false, help = false } = values
  if (!help && positionals.length === 0)
    throw new UsageError('Name the folder whose tests to measure, such as lambda/mail.')
  return {
    targets: positionals,
    sample: sample === undefined ? undefined : wholeNumber('--sample', sample, 1, 1_000_000),
    seed: wholeNumber('--seed', seed, 0, 2 ** 32 - 1),
    tests,
    jobs: jobs === undefined ? availableParallelism() : wholeNumber('--jobs', jobs, 1, 64),
    json,
    help,
  }
}
