import { PANEL_WIDTH, svgDocument } from '../../chart/document.ts'
import type { Svg } from '../../chart/svg.ts'
import { conditions } from '../conditions.ts'
import { type Summary, titleOfRun } from '../summary.ts'
import { FLOW_CHART_HEIGHT, flowChart } from './flow-chart.ts'
import { queueCharts, queueChartsHeight, queuesWithMessages } from './queue-charts.ts'
import { THEME } from './theme.ts'
import { TimeAxis } from './time-axis.ts'

/** Draws the whole run as one self-contained SVG document. */
export function drawing(summary: Summary): Svg {
  const axis = new TimeAxis({ from: summary.startedAt, to: summary.endedAt }, PANEL_WIDTH)
  const queues = queuesWithMessages(summary)
  return svgDocument({
    title: titleOfRun(summary),
    details: conditions(summary),
    theme: THEME,
    panels: [
      {
        title: 'Purchases, cumulative',
        height: FLOW_CHART_HEIGHT,
        content: flowChart(summary, axis),
      },
      {
        title: "Messages in the consumers' queues, each on its own scale",
        height: queueChartsHeight(queues.length),
        content: queueCharts(queues, summary, axis),
      },
    ],
  })
}
