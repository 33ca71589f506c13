import { behaviours, declared } from './behaviours.ts'
import { type Options, parseCommandLine, USAGE, UsageError } from './command-line.ts'
import { declaredTests, serviceNames } from './declared-tests.ts'
import { runTests } from './jest-cases.ts'
import { failures, list, table } from './report.ts'

/** @returns the exit code */
async function main(args: readonly string[]): Promise<number> {
  try {
    const options = parseCommandLine(args, await serviceNames())
    if (!options.help) return await measure(options)
    process.stdout.write(USAGE)
    return 0
  } catch (error) {
    if (!(error instanceof UsageError)) throw error
    process.stderr.write(`${error.message}\n\n${USAGE}`)
    return 2
  }
}

async function measure(options: Options): Promise<number> {
  const { tests, faults } = declaredTests(options.service)
  const found = options.declared ? tests.map(declared) : behaviours(tests, await runTests(options.service))
  if (options.json) print(JSON.stringify({ behaviours: found, faults }, null, 2))
  else if (options.list) print(list(found))
  else print(table(found))

  const broken = options.declared ? '' : failures(found)
  if (broken && !options.json) print(`\nDoes not hold:\n${broken}`)
  for (const fault of faults) process.stderr.write(`${fault}\n`)
  return broken || faults.length > 0 ? 1 : 0
}

function print(text: string): void {
  process.stdout.write(`${text}\n`)
}

process.exitCode = await main(process.argv.slice(2))
