/** What is wrong with a part of a dashboard's body, in the words of `DashboardValidationMessages`. */
export interface ValidationMessage {
  /** `/widgets/0/properties` */
  DataPath: string
  Message: string
}

/** "an array of between 0 and 500 widget objects" */
const MAX_WIDGETS = 500
/** "The horizontal position … on the 24-column dashboard grid", "Valid Values: 1–1000" for the height */
const GRID_COLUMNS = 24
const MAX_HEIGHT = 1000
const MAX_ALARMS = 100

type Json = Readonly<Record<string, unknown>>
type Check = (value: unknown, path: string) => ValidationMessage[]

/**
 * Checks a dashboard's body by *Dashboard body structure and syntax*: its frame, and the properties that each type of
 * widget requires. It reports in CloudWatch's words, and passes over properties that only change the look of a widget.
 */
export function validateBody(body: unknown): ValidationMessage[] {
  if (!isObject(body)) return [{ DataPath: '', Message: 'Should be object' }]
  return [
    ...required(body, '', ['widgets']),
    ...member(body, '', 'periodOverride', oneOf(['auto', 'inherit'])),
    ...member(body, '', 'start', string),
    ...member(body, '', 'end', string),
    ...member(body, '', 'variables', list(0, Number.POSITIVE_INFINITY, object)),
    ...member(body, '', 'widgets', list(0, MAX_WIDGETS, widget)),
  ]
}

const WIDGETS: Readonly<Record<string, (properties: Json, path: string) => ValidationMessage[]>> = {
  metric: metricWidget,
  text: (properties, path) => [
    ...required(properties, path, ['markdown']),
    ...member(properties, path, 'markdown', string),
  ],
  log: (properties, path) => [
    ...required(properties, path, ['region', 'query']),
    ...member(properties, path, 'region', string),
    ...member(properties, path, 'query', string),
    ...member(properties, path, 'view', oneOf(['table', 'timeSeries', 'bar', 'pie'])),
  ],
  alarm: (properties, path) => [
    ...required(properties, path, ['alarms']),
    ...member(properties, path, 'alarms', list(1, MAX_ALARMS, string)),
  ],
  explorer: (properties, path) => [
    ...required(properties, path, ['metrics', 'labels']),
    ...member(properties, path, 'metrics', list(0, MAX_WIDGETS, object)),
    ...member(properties, path, 'labels', list(0, MAX_WIDGETS, object)),
  ],
  custom: (properties, path) => [
    ...required(properties, path, ['endpoint']),
    ...member(properties, path, 'endpoint', string),
  ],
  chart: () => [],
}

function widget(value: unknown, path: string): ValidationMessage[] {
  if (!isObject(value)) return object(value, path)
  const { type, properties } = value
  const check = typeof type === 'string' && Object.hasOwn(WIDGETS, type) ? WIDGETS[type] : undefined
  return [
    ...required(value, path, ['type', 'properties']),
    ...member(value, path, 'type', oneOf(Object.keys(WIDGETS))),
    ...member(value, path, 'x', integer(0, GRID_COLUMNS - 1)),
    ...member(value, path, 'y', integer(0, Number.POSITIVE_INFINITY)),
    ...member(value, path, 'width', integer(1, GRID_COLUMNS)),
    ...member(value, path, 'height', integer(1, MAX_HEIGHT)),
    ...member(value, path, 'properties', object),
    ...(check && isObject(properties) ? check(properties, `${path}/properties`) : []),
  ]
}

function metricWidget(properties: Json, path: string): ValidationMessage[] {
  const alarms = isObject(properties.annotations) && properties.annotations.alarms !== undefined
  if (!Object.hasOwn(properties, 'metrics') && !alarms) {
    return [
      { DataPath: path, Message: "Should have required property 'metrics'" },
      {
        DataPath: path,
        Message: 'The metric widget should have specified a region and a data source or an alarm annotation',
      },
      { DataPath: path, Message: "Should have required property 'annotations'" },
    ]
  }
  return [
    ...(alarms ? [] : required(properties, path, ['region'])),
    ...member(properties, path, 'region', string),
    ...member(properties, path, 'metrics', list(0, MAX_WIDGETS, metric)),
    ...member(properties, path, 'annotations', annotations),
    ...member(properties, path, 'view', oneOf(['timeSeries', 'singleValue', 'gauge', 'bar', 'pie', 'table'])),
    ...member(properties, path, 'stacked', boolean),
    ...member(properties, path, 'liveData', boolean),
    ...member(properties, path, 'stat', string),
    ...member(properties, path, 'period', period),
  ]
}

/** `["Namespace", "MetricName", "Dimension", "Value", …, { rendering }]`, or only the rendering of an expression. */
function metric(value: unknown, path: string): ValidationMessage[] {
  if (!Array.isArray(value)) return [{ DataPath: path, Message: 'Should be array' }]
  if (value.length === 0) return [{ DataPath: path, Message: 'Should NOT have fewer than 1 items' }]
  const last: unknown = value.at(-1)
  const names: unknown[] = isObject(last) ? value.slice(0, -1) : value
  return [
    ...names.flatMap((name, index) => string(name, `${path}/${index}`)),
    ...(isObject(last) ? member(last, `${path}/${names.length}`, 'color', color) : []),
  ]
}

function annotations(value: unknown, path: string): ValidationMessage[] {
  if (!isObject(value)) return object(value, path)
  const line: Check = (item, place) =>
    isObject(item) ? member(item, place, 'color', color) : Array.isArray(item) ? [] : object(item, place)
  return [
    ...member(value, path, 'alarms', list(1, MAX_ALARMS, string)),
    ...member(value, path, 'horizontal', list(0, MAX_WIDGETS, line)),
    ...member(value, path, 'vertical', list(0, MAX_WIDGETS, line)),
  ]
}

function required(value: Json, path: string, names: readonly string[]): ValidationMessage[] {
  return names
    .filter(name => !Object.hasOwn(value, name))
    .map(name => ({ DataPath: path, Message: `Should have required property '${name}'` }))
}

function member(value: Json, path: string, name: string, check: Check): ValidationMessage[] {
  return Object.hasOwn(value, name) ? check(value[name], `${path}/${name}`) : []
}

function list(fewest: number, most: number, check: Check): Check {
  return (value, path) => {
    if (!Array.isArray(value)) return [{ DataPath: path, Message: 'Should be array' }]
    if (value.length < fewest) {
      return [{ DataPath: path, Message: `Should NOT have fewer than ${fewest} items` }]
    }
    if (value.length > most) return [{ DataPath: path, Message: `Should NOT have more than ${most} items` }]
    return value.flatMap((item, index) => check(item, `${path}/${index}`))
  }
}

function integer(least: number, most: number): Check {
  return (value, path) => {
    if (!Number.isInteger(value)) return [{ DataPath: path, Message: 'Should be integer' }]
    if ((value as number) < least) return [{ DataPath: path, Message: `Should be >= ${least}` }]
    if ((value as number) > most) return [{ DataPath: path, Message: `Should be <= ${most}` }]
    return []
  }
}

function oneOf(allowed: readonly string[]): Check {
  return (value, path) =>
    typeof value === 'string' && allowed.includes(value)
      ? []
      : [{ DataPath: path, Message: 'Should be equal to one of the allowed values' }]
}

function when(holds: (value: unknown) => boolean, Message: string): Check {
  return (value, DataPath) => (holds(value) ? [] : [{ DataPath, Message }])
}

const object = when(isObject, 'Should be object')
const string = when(value => typeof value === 'string', 'Should be string')
const boolean = when(value => typeof value === 'boolean', 'Should be boolean')
const color = when(
  value => typeof value === 'string' && /^#([\da-f]{3}|[\da-f]{6})$/i.test(value),
  'Should match pattern "^#([0-9A-Fa-f]{3}|[0-9A-Fa-f]{6})$"',
)
const period = when(
  value => [1, 5, 10, 20, 30].includes(value as number) || (Number(value) > 0 && Number(value) % 60 === 0),
  'Should be 1, 5, 10, 20, 30 or a multiple of 60',
)

function isObject(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
