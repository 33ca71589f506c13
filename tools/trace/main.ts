/* `npm run trace -- <id>`: one purchase, video or post, hop by hop, from CloudWatch Logs. */
import { parseArgs } from 'node:util'
import { localConnection } from '../clients/connection.ts'
import { findTrail } from '../clients/trail.ts'
import { printHops } from './hop-table.ts'

const USAGE = `usage: npm run trace -- <id> [--stage dev] [--local http://127.0.0.1:<port>]

The id is that of a purchase, a video or a post.
Reads the account that the environment is signed in to, or the local AWS that --local names.`

try {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: { stage: { type: 'string', default: 'dev' }, local: { type: 'string' } },
  })
  const [correlationId, ...more] = positionals
  if (!correlationId || more.length > 0) throw new Error(`One id is needed, not ${positionals.length}.`)
  const connection = values.local ? localConnection(values.local) : {}
  const hops = await findTrail(connection, { correlationId, stage: values.stage })
  if (hops.length === 0)
    throw new Error(`No function of the stage ${values.stage} has logged a hop of ${correlationId}.`)
  printHops(hops)
} catch (error) {
  console.error(`${(error as Error).message}\n\n${USAGE}`)
  process.exitCode = 1
}
