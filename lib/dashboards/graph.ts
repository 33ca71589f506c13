import { Duration, Stack } from 'aws-cdk-lib'
import {
  ConcreteWidget,
  GraphWidget,
  type HorizontalAnnotation,
  type IMetric,
  type IWidget,
  TextWidget,
} from 'aws-cdk-lib/aws-cloudwatch'
import type { Construct } from 'constructs'

/** Three graphs a row of CloudWatch's 24 columns. */
const WIDTH = 8
const HEIGHT = 6

/** Of every graph: alarms look at minutes, people at hours. */
export const PERIOD = Duration.minutes(1)

export interface GraphOptions {
  /** Of the axis: `ms`. @default - none */
  readonly unit?: string
  /** What is good, or too much. @default - none */
  readonly lines?: readonly HorizontalAnnotation[]
  readonly stacked?: boolean
  /** Whether the axis begins at zero. @default true */
  readonly fromZero?: boolean
}

/** @returns nothing where there is nothing to draw */
export function graph(title: string, metrics: readonly IMetric[], options: GraphOptions = {}): IWidget[] {
  if (metrics.length === 0) return []
  const { unit, lines = [], stacked, fromZero = true } = options
  return [
    new GraphWidget({
      title,
      width: WIDTH,
      height: HEIGHT,
      left: [...metrics],
      leftAnnotations: [...lines],
      leftYAxis: {
        ...(fromZero && { min: 0 }),
        showUnits: false,
        ...(unit !== undefined && { label: unit }),
      },
      stacked,
      period: PERIOD,
    }),
  ]
}

/** A title over the rows that follow. */
export function heading(markdown: string, height = 1): IWidget[] {
  return [new TextWidget({ markdown, width: 3 * WIDTH, height })]
}

/** The states of alarms, by their names: the CDK's own widget takes constructs, which other stacks' alarms are not here. */
export class AlarmStates extends ConcreteWidget {
  readonly #title: string
  readonly #arns: readonly string[]

  constructor(construct: Construct, title: string, names: readonly string[]) {
    super(3 * WIDTH, 3 + Math.ceil(names.length / 12))
    this.#title = title
    this.#arns = names.map(name =>
      Stack.of(construct).formatArn({ service: 'cloudwatch', resource: `alarm:${name}` }),
    )
  }

  override toJson(): object[] {
    return [
      {
        type: 'alarm',
        width: this.width,
        height: this.height,
        x: this.x,
        y: this.y,
        properties: { title: this.#title, alarms: this.#arns },
      },
    ]
  }
}
