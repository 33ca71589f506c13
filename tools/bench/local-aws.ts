import type { Row } from './report.ts'
import { beside, runScript } from './run-command.ts'

/** The speed of the local AWS compared with a simpler way to the same result, from its own benchmark. */
export async function measureLocalAws(section: 'sqs' | 'kinesis' | 'firehose' | 'insights'): Promise<Row[]> {
  return JSON.parse((await runScript(beside('../../local-aws/bench/main.ts'), [section, '--json'])).output)
}
