import type { ProcessingSettings, ProcessorSettings } from '../destination-settings.ts'
import { invalidArgument, notSimulated } from '../errors.ts'

/** What happens to records before they are delivered. */
export interface Processing {
  /** What follows each record in the objects: empty, unless `AppendDelimiterToRecord` is enabled. */
  readonly delimiter: string
  readonly transformation: Transformation | undefined
}

/** A processor of the type `Lambda`. */
export interface Transformation {
  readonly functionArn: string
  /** ARN of the role that invokes the function. @default - the role of the destination */
  readonly roleArn: string | undefined
  readonly retries: number
  readonly bufferBytes: number
  readonly bufferMs: number
}

const NOTHING: Processing = { delimiter: '', transformation: undefined }
const MIB = 1024 * 1024
/** How the API writes characters that JSON and shells cannot carry well. */
const ESCAPES: Readonly<Record<string, string>> = { '\\n': '\n', '\\r': '\r', '\\t': '\t' }

/**
 * The processing that a destination asks for.
 *
 * @throws AwsError `InvalidArgumentException` for processors and parameters that are not simulated, or out of bounds
 */
export function processingOf({ Enabled = false, Processors = [] }: ProcessingSettings = {}): Processing {
  let processing = NOTHING
  for (const processor of Processors) processing = { ...processing, ...partOf(processor) }
  return Enabled ? processing : NOTHING
}

function partOf(processor: ProcessorSettings): Partial<Processing> {
  switch (processor.Type) {
    case 'AppendDelimiterToRecord':
      return { delimiter: delimiterOf(parametersOf(processor, ['Delimiter'])) }
    case 'Lambda':
      return { transformation: transformationOf(processor) }
    default:
      throw notSimulated(`the processor ${processor.Type}: there are AppendDelimiterToRecord and Lambda`)
  }
}

function delimiterOf(parameters: ReadonlyMap<string, string>): string {
  const given = parameters.get('Delimiter') ?? '\\n'
  return given.replace(/\\[nrt]/g, sequence => ESCAPES[sequence] ?? sequence)
}

/** "The default Lambda buffering size hint is 1 MB …, the interval sixty seconds"; three retries by default. */
function transformationOf(processor: ProcessorSettings): Transformation {
  const parameters = parametersOf(processor, [
    ...['LambdaArn', 'NumberOfRetries', 'RoleArn'],
    ...['BufferSizeInMBs', 'BufferIntervalInSeconds'],
  ])
  const functionArn = parameters.get('LambdaArn')
  if (!functionArn) throw invalidArgument('A processor of the type Lambda needs the parameter LambdaArn.')
  return {
    functionArn,
    roleArn: parameters.get('RoleArn'),
    retries: numberOf(parameters, 'NumberOfRetries', { minimum: 0, maximum: 300, byDefault: 3 }),
    bufferBytes: MIB * numberOf(parameters, 'BufferSizeInMBs', { minimum: 0.2, maximum: 3, byDefault: 1 }),
    bufferMs:
      1000 * numberOf(parameters, 'BufferIntervalInSeconds', { minimum: 0, maximum: 900, byDefault: 60 }),
  }
}

function parametersOf(
  { Type, Parameters = [] }: ProcessorSettings,
  known: readonly string[],
): ReadonlyMap<string, string> {
  const unknown = Parameters.find(({ ParameterName }) => !known.includes(ParameterName))
  if (unknown) throw notSimulated(`the parameter ${unknown.ParameterName} of the processor ${Type}`)
  return new Map(Parameters.map(({ ParameterName, ParameterValue }) => [ParameterName, ParameterValue]))
}

function numberOf(
  parameters: ReadonlyMap<string, string>,
  name: string,
  { minimum, maximum, byDefault }: { minimum: number; maximum: number; byDefault: number },
): number {
  const given = parameters.get(name)
  if (given === undefined) return byDefault
  const value = Number(given)
  if (given.trim() !== '' && value >= minimum && value <= maximum) return value
  throw invalidArgument(
    `${name} must be a number from ${minimum} to ${maximum}, not ${JSON.stringify(given)}.`,
  )
}
