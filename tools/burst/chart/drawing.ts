import { PANEL_WIDTH, type Panel, svgDocument } from '../../chart/document.ts'
import type { Svg } from '../../chart/svg.ts'
import { count } from '../../terminal/duration.ts'
import { conditionsLine, type Summary } from '../summary.ts'
import { DEPTH_CHART_HEIGHT, depthChart } from './depth-chart.ts'
import { OUTCOME_BARS_HEIGHT, outcomeBars } from './outcome-bars.ts'
import { THEME } from './theme.ts'
import { waitingChart, waitingChartHeight } from './waiting-chart.ts'

/** Draws the whole experiment as one self-contained SVG document. */
export function drawing(summary: Summary): Svg {
  return svgDocument({
    title: `${count(summary.burst.queue.uploads)} uploads at once, without a queue and with one`,
    details: [conditionsLine(summary)],
    theme: THEME,
    panels: panelsOf(summary),
  })
}

function panelsOf({ baseline, burst, drain, depth }: Summary): Panel[] {
  const rows = [
    { label: '10 per minute, synchronous', waits: baseline.synchronous.waits },
    { label: '10 per minute, queue', waits: baseline.queue.waits },
    { label: 'at once, synchronous', waits: burst.synchronous.waits },
    { label: 'at once, queue', waits: burst.queue.waits },
  ]
  return [
    {
      title: 'Outcomes of the burst',
      height: OUTCOME_BARS_HEIGHT,
      content: outcomeBars(burst.synchronous, burst.queue, PANEL_WIDTH),
    },
    {
      title: 'Messages in the queue; dashed: the ideal, encoders that never wait',
      height: DEPTH_CHART_HEIGHT,
      content: depthChart(depth, drain, burst.queue.uploads, PANEL_WIDTH),
    },
    {
      title: 'How long encoded uploads waited',
      height: waitingChartHeight(rows.length),
      content: waitingChart(rows, PANEL_WIDTH),
    },
  ]
}
