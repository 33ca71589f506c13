import { writeFileSync } from 'node:fs'

/** Writes what each test file showed to MUTATE_REPORT. What `--json` prints is lost when the first failure ends the run. */
export default class ResultsReporter {
  onRunComplete(_contexts, { testResults }) {
    const files = testResults.map(
      ({ testFilePath, testExecError, failureMessage, perfStats, testResults: tests }) => ({
        path: testFilePath,
        failed: testExecError !== undefined || tests.some(({ status }) => status === 'failed'),
        message: failureMessage ?? '',
        ms: perfStats.end - perfStats.start,
        failures: tests
          .filter(({ status }) => status === 'failed')
          .map(({ fullName, failureMessages }) => ({ test: fullName, message: failureMessages.join('\n') })),
      }),
    )
    writeFileSync(process.env.MUTATE_REPORT, JSON.stringify(files))
  }
}
