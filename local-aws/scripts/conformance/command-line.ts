import { parseArgs } from 'node:util'

export interface Options {
  /** The folder in `test/services` whose tests are counted; without it, all tests of the package. */
  service: string | undefined
  list: boolean
  json: boolean
  /** Count what the tests declare, without running them. */
  declared: boolean
  help: boolean
}

export const USAGE = `Usage: npm run conformance -- [options]

Runs the tests of the local AWS and prints, by service, how many documented and recorded behaviours of AWS hold.
Each test names its source in a JSDoc tag: @documented, @recorded, or @own for parts that AWS does not have.

  --service NAME  only the tests in local-aws/test/services/NAME
  --list          each behaviour with its source
  --json          the behaviours as JSON
  --declared      run nothing: count what the tests declare, and check that each names its source
  --help          show this

Ends with 1 where a behaviour does not hold or a test names no source.
`

/** A command line that makes no sense; the message says why. */
export class UsageError extends Error {
  override readonly name = 'UsageError'
}

/** @throws UsageError */
export function parseCommandLine(args: readonly string[], services: readonly string[]): Options {
  const { service, list = false, json = false, declared = false, help = false } = values(args)
  if (service !== undefined && !services.includes(service)) {
    throw new UsageError(`--service ${service}: there is no such service. There are ${services.join(', ')}.`)
  }
  return { service, list, json, declared, help }
}

function values(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      options: {
        service: { type: 'string' },
        list: { type: 'boolean' },
        json: { type: 'boolean' },
        declared: { type: 'boolean' },
        help: { type: 'boolean', short: 'h' },
      },
    }).values
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error))
  }
}
