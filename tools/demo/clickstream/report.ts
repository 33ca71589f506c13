import { type Figures, sameFigures } from '../../clients/clickstream/figures.ts'
import { bytes, priceOf, usd } from '../../lake/price.ts'
import { columns, dim, heading, yellow } from '../../terminal/terminal.ts'
import { type Finding, printFindings } from '../../trace/findings.ts'
import { hasAll, type LakeAnswer } from './lake-question.ts'
import type { ClickstreamResult } from './run.ts'

const TOP = 5

/** Prints sales, dead letters, and the results of the replay and of a question to the lake. @returns whether all claims hold */
export function reportClickstream(result: ClickstreamResult): boolean {
  const { visits, live, deadLetters } = result
  heading(`${visits.events.length} events of ${visits.sessions} visitors, and what they bought`)
  console.log(
    dim('  The pages send events to a stream, and the shop its purchases; one reader counts both by minute.'),
  )
  columns([['product', 'views', 'in baskets', 'purchases', 'revenue', 'conversion'], ...topProducts(live)])

  heading('A record that is not an event, given up by the reader')
  console.log(
    dim(
      '  Its batch is halved until it is alone; it becomes a dead letter with its reason, and the others are counted.',
    ),
  )
  for (const { reason } of deadLetters) console.log(`  ${yellow(reason ?? 'without a reason')}`)

  printLakeAnswer(result.lake)
  return printFindings('What the demo shows: the clickstream', findings(result))
}

function printLakeAnswer({ sql, views, bytesScanned, failure }: LakeAnswer): void {
  heading('One question to the lake')
  console.log(dim('  Firehose puts each record into a bucket, too, and Athena asks the objects in SQL.'))
  for (const line of sql.split('\n')) console.log(dim(`    ${line}`))
  if (failure !== undefined) return console.log(`  ${yellow(failure)}`)
  columns([['product', 'views'], ...Array.from(views, row => row.map(String)).slice(0, TOP)])
  console.log(`  It read ${bytes(bytesScanned)}: ${usd(priceOf(bytesScanned))} on an account.`)
}

function topProducts(live: ReadonlyMap<string, Figures>): string[][] {
  return [...live]
    .toSorted(([, one], [, other]) => other.purchases - one.purchases || other.views - one.views)
    .slice(0, TOP)
    .map(([sku, { views, baskets, purchases, cents }]) => [
      sku,
      String(views),
      String(baskets),
      String(purchases),
      `${(cents / 100).toFixed(2)} EUR`,
      views > 0 ? `${((100 * purchases) / views).toFixed(0)} %` : '–',
    ])
}

function findings({
  visits,
  mixed,
  live,
  late,
  deadLetters,
  neighbours,
  replay,
  lake,
}: ClickstreamResult): Finding[] {
  const [refused] = mixed.events
  return [
    {
      claim:
        'the event without a product is refused with the reason; the other event of its request is accepted',
      holds:
        mixed.accepted === 1 &&
        mixed.events.length === 1 &&
        refused?.id === visits.invalid.id &&
        refused.status === 400 &&
        refused.reason.includes('sku'),
    },
    {
      claim: 'every view, basket and purchase is counted once, though each request was sent twice',
      holds: sameFigures(live, visits.expected),
    },
    { claim: 'the event that came two hours late is shown as late and not counted', holds: late === 1 },
    {
      claim: 'the record that is not an event is in a dead-letter queue, with its reason',
      holds: deadLetters.length === 1 && deadLetters.every(({ reason }) => reason?.includes('JSON')),
    },
    {
      claim: `the ${neighbours.expected} records around it are counted once`,
      holds: neighbours.counted === neighbours.expected,
    },
    {
      claim: `after a replay from the stream, ${replay.compared} figures per product and minute are the same`,
      holds: replay.compared > 0 && replay.differing === 0,
    },
    {
      claim: 'the lake, asked in SQL, has as many views of each product',
      holds: hasAll(lake.views, visits.expected),
    },
  ]
}
