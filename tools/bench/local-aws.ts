import type { Row } from './report.ts'
import { beside, runScript } from './run-command.ts'

/** What the local AWS does beside a bare server, by its own bench. */
export async function measureLocalAws(section: 'sqs' | 'kinesis' | 'insights'): Promise<Row[]> {
  return JSON.parse((await runScript(beside('../../local-aws/bench/main.ts'), [section, '--json'])).output)
}
