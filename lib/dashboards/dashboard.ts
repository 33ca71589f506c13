import { Lazy, Stack } from 'aws-cdk-lib'
import { CfnDashboard, Column, type IWidget, Row } from 'aws-cdk-lib/aws-cloudwatch'
import { Construct } from 'constructs'
import { refuse } from '../constructs/refusal.ts'

export interface DashboardProps {
  readonly name: string
  /** The widgets by rows, asked for at the synthesis: what the stacks hold is on it by itself. */
  readonly rows: () => readonly (readonly IWidget[])[]
}

/**
 * CloudWatch takes 500 metrics a graph and 2,500 a dashboard (CloudWatch quotas). Ours takes a fifth of it: each is
 * fetched whenever somebody looks, and nobody reads more.
 */
const MAXIMUM_METRICS = 500

/** A dashboard of CloudWatch, which costs 3 USD a month whatever is on it. */
export class Dashboard extends Construct {
  constructor(scope: Construct, id: string, { name, rows }: DashboardProps) {
    super(scope, id)
    new CfnDashboard(this, 'Resource', {
      dashboardName: name,
      dashboardBody: Lazy.string({
        produce: () => {
          const widgets = new Column(...rows().map(row => new Row(...row)))
          widgets.position(0, 0)
          const body = widgets.toJson() as readonly Widget[]
          this.#refuseMoreMetrics(name, body)
          return Stack.of(this).toJsonString({ start: '-PT3H', periodOverride: 'inherit', widgets: body })
        },
      }),
    })
  }

  #refuseMoreMetrics(name: string, widgets: readonly Widget[]): void {
    const metrics = widgets.reduce((sum, { properties }) => sum + (properties.metrics?.length ?? 0), 0)
    if (metrics <= MAXIMUM_METRICS) return
    refuse(
      this,
      `The dashboard ${name} has ${metrics} metrics, and its bound is ${MAXIMUM_METRICS}.`,
      'Split the pipeline into two stacks, or leave out a row of its dashboard.',
    )
  }
}

interface Widget {
  readonly properties: { readonly metrics?: readonly unknown[] }
}
