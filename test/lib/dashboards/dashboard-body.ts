import type { Stack } from 'aws-cdk-lib'
import { Template } from 'aws-cdk-lib/assertions'

export interface Widget {
  type: string
  properties: { title?: string; alarms?: string[]; metrics?: unknown[][] }
}

/** What a stack's dashboard shows, with `<LogicalId>` where the template refers to a resource. */
export function dashboardIn(stack: Stack): { name: string; text: string; widgets: Widget[] } {
  const [{ Properties } = {}] = Object.values(
    Template.fromStack(stack).findResources('AWS::CloudWatch::Dashboard'),
  )
  const { DashboardName: name, DashboardBody: body } = Properties as Record<string, unknown>
  const parts =
    typeof body === 'string' ? [body] : (body as { 'Fn::Join': [string, unknown[]] })['Fn::Join'][1]
  const text = parts.map(part => (typeof part === 'string' ? part : `<${referred(part)}>`)).join('')
  return { name: String(name), text, widgets: JSON.parse(text).widgets }
}

function referred(part: unknown): string {
  const { Ref, 'Fn::GetAtt': attribute } = part as { Ref?: string; 'Fn::GetAtt'?: string[] }
  return Ref ?? attribute?.[0] ?? JSON.stringify(part).replaceAll('"', "'")
}

/** The metrics of the widget of a title, without how they are drawn. */
export function metricsOf({ widgets }: { widgets: Widget[] }, title: string): string[] {
  const widget = widgets.find(({ properties }) => properties.title === title)
  return (widget?.properties.metrics ?? []).map(metric =>
    metric.filter(part => typeof part === 'string').join(' '),
  )
}
