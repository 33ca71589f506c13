import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { join, relative } from 'node:path'
import { PACKAGE } from './declared-tests.ts'

const REPOSITORY = join(PACKAGE, '..')

/** One case that Jest knows: a test, or a row of a `test.each`. */
export interface JestCase {
  /** From the package's root. */
  file: string
  /** From 1. */
  line: number
  title: string
  status: string
}

interface JestReport {
  testResults: {
    name: string
    assertionResults: {
      ancestorTitles: string[]
      title: string
      status: string
      location: { line: number } | null
    }[]
  }[]
}

/**
 * Runs the tests of the local AWS. Jest's own report goes to standard error.
 *
 * @param service only the tests of this service
 * @throws where Jest leaves no report
 */
export async function runTests(service: string | undefined): Promise<JestCase[]> {
  const directory = await mkdtemp(join(tmpdir(), 'conformance-'))
  try {
    const report = join(directory, 'jest.json')
    await jest(report, service)
    return cases(JSON.parse(await readFile(report, 'utf8')))
  } finally {
    await rm(directory, { recursive: true, force: true })
  }
}

/** A test that fails is in the report; Jest's exit code says no more. */
async function jest(report: string, service: string | undefined): Promise<void> {
  const command = createRequire(import.meta.url).resolve('jest/bin/jest')
  const options = [
    '--selectProjects',
    'local-aws',
    '--json',
    '--outputFile',
    report,
    '--testLocationInResults',
  ]
  const files = service === undefined ? [] : [`local-aws/test/services/${service}/`]
  const child = spawn(process.execPath, [command, ...options, '--silent', ...files], {
    cwd: REPOSITORY,
    stdio: ['ignore', 'ignore', 'inherit'],
  })
  await once(child, 'exit')
}

function cases({ testResults }: JestReport): JestCase[] {
  return testResults.flatMap(({ name, assertionResults }) =>
    assertionResults.map(({ ancestorTitles, title, status, location }) => ({
      file: relative(PACKAGE, name),
      line: location?.line ?? 0,
      title: [...ancestorTitles, title].join(' › '),
      status,
    })),
  )
}
