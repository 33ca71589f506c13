import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { synthesizedFunctions } from './assembly.ts'
import { median, type Row, seconds } from './report.ts'
import { beside, runScript } from './run-command.ts'

const RUNS = 5
/** Where the app keeps its bundles from one synth to the next. */
const BUNDLES = new URL('../../.build/functions', import.meta.url).pathname

/** Synthesizes the app into `assembly` as `cdk synth` would, without the CLI around it. */
export async function synthesize(assembly: string): Promise<number> {
  const app = new URL('../../bin/app.ts', import.meta.url).pathname
  return (await runScript(app, [], { CDK_OUTDIR: assembly })).wallMs
}

/**
 * The whole app's synth, when every function has to be bundled and when none has changed, beside only packaging
 * the same functions by `NodejsFunction`, which bundles each at every synth; in turns.
 */
export async function measureSynth(assembly: string): Promise<Row[]> {
  const entries = synthesizedFunctions(assembly).map(({ service }) => entryOf(service))
  const rounds: { anew: number; unchanged: number; default: number }[] = []
  for (let run = 0; run < RUNS; run++) {
    const scratch = mkdtempSync(join(tmpdir(), 'bench-'))
    try {
      rmSync(BUNDLES, { recursive: true })
      const anew = await synthesize(join(scratch, 'anew'))
      const unchanged = await synthesize(join(scratch, 'unchanged'))
      const env = { CDK_OUTDIR: join(scratch, 'default') }
      const { wallMs } = await runScript(beside('default-packaging-app.ts'), entries, env)
      rounds.push({ anew, unchanged, default: wallMs })
    } finally {
      rmSync(scratch, { recursive: true })
    }
  }
  const anew = median(rounds.map(round => round.anew))
  const unchanged = median(rounds.map(round => round.unchanged))
  const anewFaster = median(rounds.map(round => round.default / round.anew))
  const faster = median(rounds.map(round => round.default / round.unchanged))
  const packaging = `${entries.length} × NodejsFunction alone ${seconds(median(rounds.map(round => round.default)))}`
  return [
    {
      what: 'app synth without the CLI, functions bundled anew',
      measured: seconds(anew),
      beside: packaging,
      ratio: anewFaster,
      target: { text: '≤ 1.5 s and ≥ 5×', met: anew <= 1500 && anewFaster >= 5 },
    },
    {
      what: 'app synth without the CLI, functions unchanged',
      measured: seconds(unchanged),
      beside: packaging,
      ratio: faster,
      target: { text: '≤ 1.5 s and ≥ 5×', met: unchanged <= 1500 && faster >= 5 },
    },
  ]
}

/** As lib/packaging/functions.ts names it. */
function entryOf(service: string): string {
  const [domain, name] = service.split(/-(.*)/s)
  return `lambda/${domain}/functions/${name}.ts`
}
