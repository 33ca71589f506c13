import { PANEL_WIDTH, svgDocument } from '../../chart/document.ts'
import type { Svg } from '../../chart/svg.ts'
import { conditions } from '../conditions.ts'
import { type Summary, titleOfRun } from '../summary.ts'
import { FLOW_CHART_HEIGHT, flowChart } from './flow-chart.ts'
import { queueCharts, queueChartsHeight, queuesWithMessages } from './queue-charts.ts'
import { THEME } from './theme.ts'
import { TimeAxis } from './time-axis.ts'

/** The whole run as one SVG document that needs nothing beside it. */
export function drawing(summary: Summary): Svg {
  const axis = new TimeAxis({ from: summary.startedAt, to: summary.endedAt }, PANEL_WIDTH)
  const queues = queuesWithMessages(summary)
  return svgDocument({
    title: titleOfRun(summary),
    details: conditions(summary),
    theme: THEME,
    panels: [
      {
        title: 'Purchases so far',
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
