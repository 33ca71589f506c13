import { load } from './load.ts'
import { median, perSecond, type Row } from './row.ts'

const ROUNDS = 5
const TARGET = 0.25

interface Rounds {
  events: number
  rounds: readonly { firehoseSeconds: number; bareSeconds: number }[]
}

/**
 * Firehose's work from the records in a Kinesis stream to objects in S3, beside a loop that does nothing but decode,
 * join and compress the same events: in processor time, in turns, in one process, on a clock that is stepped.
 */
export async function measureFirehoseRates(): Promise<Row[]> {
  const { events, rounds } = await load<Rounds>('firehose-load.ts', String(ROUNDS))
  const rate = (seconds: readonly number[]) =>
    `${perSecond(events / median(seconds), 'events')} of processor time`
  const ratio = median(rounds.map(({ firehoseSeconds, bareSeconds }) => bareSeconds / firehoseSeconds))
  return [
    {
      what: `Firehose, ${events.toLocaleString('en')} events from Kinesis to objects in GZIP`,
      measured: rate(rounds.map(({ firehoseSeconds }) => firehoseSeconds)),
      beside: `bare decoding and gzip ${rate(rounds.map(({ bareSeconds }) => bareSeconds))}`,
      ratio,
      target: { text: `≥ ${TARGET}×`, met: ratio >= TARGET },
    },
  ]
}
