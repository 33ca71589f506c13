/* `npm run fuzz -w @messaging-on-aws/local-aws`: sends good and malformed requests to a local AWS for a while. */
import { parseArgs } from 'node:util'
import { type CampaignFinding, campaign, replay } from './campaign.ts'
import type { FuzzRequest } from './client-request.ts'

const USAGE = `Usage: npm run fuzz -w @messaging-on-aws/local-aws -- [options]

  --seconds N   how long to send requests (60)
  --seed N      of the first round; each next round has the next seed (1)
  --step N      replays the round of --seed up to this step, and shows what happens then
`
const PROGRESS_EVERY_MS = 5_000

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      seconds: { type: 'string', default: '60' },
      seed: { type: 'string', default: '1' },
      step: { type: 'string' },
      help: { type: 'boolean', default: false },
    },
  })
  if (values.help) return console.log(USAGE)
  const [seconds, seed, step] = [values.seconds, values.seed, values.step ?? '0'].map(Number)
  if (seconds === undefined || seed === undefined || step === undefined || !(seconds + seed + step >= 0)) {
    throw new RangeError(`The options take numbers.\n\n${USAGE}`)
  }
  const findings = step > 0 ? await replayed(seed, step) : await fuzzed(seed, seconds)
  if (findings > 0) process.exitCode = 1
}

async function replayed(seed: number, step: number): Promise<number> {
  const finding = await replay(seed, step)
  if (finding) show(finding)
  else console.log(`Nothing is wrong at step ${step} of seed ${seed}.`)
  return finding ? 1 : 0
}

async function fuzzed(seed: number, seconds: number): Promise<number> {
  const start = performance.now()
  let shown = start
  const { findings, heldBytes } = await campaign({
    seed,
    goesOn({ seed, step, findings }) {
      const now = performance.now()
      if (now - shown >= PROGRESS_EVERY_MS) {
        shown = now
        console.error(
          `${Math.round((now - start) / 1000)} s: seed ${seed}, step ${step}, findings: ${findings}`,
        )
      }
      return now - start < seconds * 1000
    },
    found: show,
  })
  console.log(`findings: ${findings.length}; ${Math.round(heldBytes / 1e6)} MB are held after the end`)
  return findings.length
}

function show({ seed, step, what, request, smallest }: CampaignFinding): void {
  console.log(`\n--seed ${seed} --step ${step}\n${what}`)
  if (smallest) console.log(textOf(smallest))
  else if (request) console.log(`It needs the steps before; the last request:\n${textOf(request)}`)
}

function textOf({ service, method, path, query, headers, body }: FuzzRequest): string {
  const target = `${path}${Object.keys(query).length === 0 ? '' : `?${new URLSearchParams(query as Record<string, string>)}`}`
  const lines = Object.entries(headers).map(([name, value]) => `  ${name}: ${value}`)
  const signed = service ? `signed for ${service.signingName}` : 'unsigned'
  return [`  ${method} ${target} (${signed})`, ...lines, `  ${body.toString().slice(0, 1000)}`].join('\n')
}

await main()
