import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { synthesizedFunctions } from './assembly.ts'
import { median, type Row, seconds } from './report.ts'
import { beside, runScript } from './run-command.ts'

const RUNS = 5

/** Synthesizes the app into `assembly` as `cdk synth` would, without the CLI around it. */
export async function synthesize(assembly: string): Promise<number> {
  const app = new URL('../../bin/app.ts', import.meta.url).pathname
  return (await runScript(app, [], { CDK_OUTDIR: assembly })).wallMs
}

/** The whole app's synth beside only packaging the same functions by `NodejsFunction`, in turns. */
export async function measureSynth(assembly: string): Promise<Row> {
  const entries = synthesizedFunctions(assembly).map(
    ({ service }) => `lambda/${service.replace('-', '/')}.ts`,
  )
  const ours: number[] = []
  const defaults: number[] = []
  for (let run = 0; run < RUNS; run++) {
    const scratch = mkdtempSync(join(tmpdir(), 'bench-'))
    try {
      ours.push(await synthesize(join(scratch, 'ours')))
      const env = { CDK_OUTDIR: join(scratch, 'default') }
      defaults.push((await runScript(beside('default-packaging-app.ts'), entries, env)).wallMs)
    } finally {
      rmSync(scratch, { recursive: true })
    }
  }
  const faster = median(defaults.map((ms, run) => ms / (ours[run] as number)))
  return {
    what: 'app synth without the CLI',
    measured: seconds(median(ours)),
    beside: `${entries.length} × NodejsFunction alone ${seconds(median(defaults))}`,
    ratio: faster,
    target: { text: '≤ 1.5 s and ≥ 5×', met: median(ours) <= 1500 && faster >= 5 },
  }
}
