import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { makeTemporaryDirectory, removeTemporaryDirectory } from '../terminal/temporary-directory.ts'
import { synthesizedFunctions } from './assembly.ts'
import { median, type Row, seconds } from './report.ts'
import { beside, runScript } from './run-command.ts'

const RUNS = 5
/** The app's cache of bundles. */
const BUNDLES = new URL('../../.build/functions', import.meta.url).pathname

/** Synthesizes the app into `assembly` as `cdk synth` does, but without the CLI. */
export async function synthesize(assembly: string): Promise<number> {
  const app = new URL('../../bin/app.ts', import.meta.url).pathname
  return (await runScript(app, [], { CDK_OUTDIR: assembly })).wallMs
}

/**
 * Synthesizes the whole app with every function bundled anew and with none changed, and compares both with packaging
 * only the same functions by `NodejsFunction`, which bundles each at every synth. The three alternate.
 */
export async function measureSynth(assembly: string): Promise<Row[]> {
  const entries = synthesizedFunctions(assembly).map(({ service }) => entryOf(service))
  const rounds: { anew: number; unchanged: number; default: number }[] = []
  for (let run = 0; run < RUNS; run++) {
    const scratch = makeTemporaryDirectory('synth')
    try {
      rmSync(BUNDLES, { recursive: true })
      const anew = await synthesize(join(scratch, 'anew'))
      const unchanged = await synthesize(join(scratch, 'unchanged'))
      const env = { CDK_OUTDIR: join(scratch, 'default') }
      const { wallMs } = await runScript(beside('default-packaging-app.ts'), entries, env)
      rounds.push({ anew, unchanged, default: wallMs })
    } finally {
      removeTemporaryDirectory(scratch)
    }
  }
  const anew = median(rounds.map(round => round.anew))
  const unchanged = median(rounds.map(round => round.unchanged))
  const anewFaster = median(rounds.map(round => round.default / round.anew))
  const faster = median(rounds.map(round => round.default / round.unchanged))
  const packaging = `only ${entries.length} × NodejsFunction ${seconds(median(rounds.map(round => round.default)))}`
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

/** The entry file, as lib/packaging/functions.ts names it. */
function entryOf(service: string): string {
  const [domain, name] = service.split(/-(.*)/s)
  return `lambda/${domain}/functions/${name}.ts`
}
