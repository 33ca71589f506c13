/* `npm run status`: all pipelines of a stage at a glance, or a dashboard's widgets, on the terminal. */
import { MissingStageError } from '../clients/missing-stage.ts'
import { failureText, UsageError } from '../terminal/command-line.ts'
import { InterruptedError, interruptible } from '../terminal/interruption.ts'
import { LiveText } from '../terminal/live-text.ts'
import { type Options, parseCommandLine, USAGE } from './command-line.ts'
import { drawDashboard, listDashboards, MissingDashboardError } from './dashboard/dashboards.ts'
import { dashboardLines } from './dashboard/report.ts'
import { statusLines } from './report.ts'
import { refresh, type Screen } from './screen.ts'
import { readStatus } from './status.ts'

/** What a look found. */
interface Look {
  /** For `--json`. */
  document: unknown
  lines: readonly string[]
  well: boolean
}

async function main(args: readonly string[]): Promise<void> {
  const options = parseCommandLine(args)
  if (!options) return console.log(USAGE)
  const { once, everySeconds } = options
  const live = new LiveText()
  if (once || !live.isLive) return show(options)
  let well = true
  const again = async () => {
    const found = await look(options)
    well = found.well
    return found.lines
  }
  const screen: Screen = {
    get rows() {
      return process.stdout.rows
    },
    draw: lines => live.draw(lines),
  }
  try {
    await interruptible(signal => refresh(again, everySeconds * 1_000, screen, signal))
  } catch (error) {
    // Ctrl-C is how it ends.
    if (!(error instanceof InterruptedError)) throw error
  }
  process.exitCode = well ? 0 : 1
}

async function show(options: Options): Promise<void> {
  const { document, lines, well } = await look(options)
  console.log(options.json ? JSON.stringify(document, null, 2) : lines.join('\n'))
  process.exitCode = well ? 0 : 1
}

async function look({ target, what }: Options): Promise<Look> {
  const { connection, place } = target
  switch (what.kind) {
    case 'pipelines': {
      const status = await readStatus(target, new Date())
      return { document: status, lines: statusLines(status, place), well: status.problems.length === 0 }
    }
    case 'dashboards': {
      const document = await listDashboards(connection)
      const none = `There is no dashboard on ${place}.`
      return {
        document,
        lines: document.length === 0 ? [none] : document.map(({ name }) => name),
        well: true,
      }
    }
    case 'dashboard': {
      const document = await drawDashboard(connection, what.name, new Date(), what.start)
      const well = document.every(({ problem }) => problem === undefined)
      return { document, lines: dashboardLines(document), well }
    }
  }
}

main(process.argv.slice(2)).catch(error => {
  console.error(failureText(error, USAGE, [MissingStageError, MissingDashboardError]))
  process.exitCode = error instanceof UsageError ? 2 : 1
})
