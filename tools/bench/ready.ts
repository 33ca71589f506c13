import { LocalAwsProcess } from '../clients/local-aws-process.ts'
import { median, type Row, seconds } from './report.ts'

const RUNS = 5

/** The time from starting the process to `ready`, with synthesized stacks. */
export async function measureReady(assembly: string): Promise<Row[]> {
  const times: number[] = []
  for (let run = 0; run < RUNS; run++) {
    const start = performance.now()
    const local = await LocalAwsProcess.start({ assembly })
    times.push(performance.now() - start)
    await local.stop()
  }
  return [
    {
      what: 'start to ready, after synth',
      measured: seconds(median(times)),
      target: { text: '≤ 1.5 s', met: median(times) <= 1500 },
    },
  ]
}
