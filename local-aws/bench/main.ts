import { parseArgs } from 'node:util'
import { measureFirehoseRates } from './firehose-rates.ts'
import { measureInsightsRates } from './insights-rates.ts'
import { measureKinesisRates } from './kinesis-rates.ts'
import type { Row } from './row.ts'
import { measureSqsRates } from './sqs-rates.ts'

const SECTIONS: Readonly<Record<string, () => Promise<Row[]>>> = {
  sqs: measureSqsRates,
  kinesis: measureKinesisRates,
  firehose: measureFirehoseRates,
  insights: measureInsightsRates,
}

const { values, positionals } = parseArgs({ allowPositionals: true, options: { json: { type: 'boolean' } } })
const unknown = positionals.find(name => !Object.hasOwn(SECTIONS, name))
if (unknown !== undefined) {
  console.error(`There is no section ${unknown}: choose from ${Object.keys(SECTIONS).join(', ')}.`)
  process.exit(1)
}
const rows: Row[] = []
for (const [name, measure] of Object.entries(SECTIONS)) {
  if (positionals.length === 0 || positionals.includes(name)) rows.push(...(await measure()))
}
if (values.json) console.log(JSON.stringify(rows))
else {
  const cells = rows.map(({ ratio, target, ...row }) => ({
    ...row,
    ratio: `${ratio.toFixed(2)}×`,
    target: target && `${target.text} ${target.met ? 'met' : 'MISSED'}`,
  }))
  console.table(cells)
}
