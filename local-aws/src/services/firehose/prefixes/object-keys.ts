import type { Random } from '../../../random.ts'
import { unsatisfiedPrefix } from '../errors.ts'
import { dateTimeFormat } from './date-time-format.ts'
import { localTime } from './local-time.ts'
import { type PrefixExpression, prefixExpression } from './prefix-expression.ts'

/** "Neither Prefix nor ErrorOutputPrefix can be greater than 512 characters after they're evaluated." */
const MAX_PREFIX_CHARACTERS = 512
const RANDOM_STRING_CHARACTERS = 11
/** "If you specify a prefix that doesn't contain a timestamp namespace expression, …" */
const DEFAULT_TIME = '!{timestamp:yyyy/MM/dd/HH/}'
const ERROR_TYPE = '!{firehose:error-output-type}'
/** "<stream name>-<stream version>-<year>-<month>-<day>-<hour>-<minute>-<second>-<uuid><file extension>". */
const suffixTime = dateTimeFormat('yyyy-MM-dd-HH-mm-ss')

/** The settings of a destination that say how objects are called. */
export interface ObjectNaming {
  readonly prefix: string
  readonly errorOutputPrefix: string
  readonly timeZone: string
  readonly extension: string
}

/** What the key of one object depends on. */
export interface NamedObject {
  readonly streamName: string
  readonly version: string
  /** Approximate arrival of its oldest record, in ms since the epoch. */
  readonly oldestArrival: number
  /** Undefined for records that are delivered. */
  readonly errorOutputType?: 'processing-failed'
}

/** "Configure Amazon S3 object name format" and "Understand custom prefixes", developer guide. */
export class ObjectKeys {
  readonly #random: Random
  readonly #naming: ObjectNaming
  readonly #prefix: PrefixExpression
  readonly #errorOutputPrefix: PrefixExpression

  /** @throws AwsError `InvalidArgumentException` for prefixes that break the documented rules */
  constructor(random: Random, naming: ObjectNaming) {
    this.#random = random
    this.#naming = naming
    const { prefix, errorOutputPrefix } = naming
    const given = prefixExpression(prefix)
    const givenForErrors = prefixExpression(errorOutputPrefix)
    checkRules(given, givenForErrors, errorOutputPrefix)
    this.#prefix = given.hasTimestamp ? given : prefixExpression(`${prefix}${DEFAULT_TIME}`)
    this.#errorOutputPrefix = givenForErrors.hasExpressions
      ? givenForErrors
      : prefixExpression(`${errorOutputPrefix || prefix}${ERROR_TYPE}/${DEFAULT_TIME}`)
    this.#checkLengths()
  }

  keyOf({ streamName, version, oldestArrival, errorOutputType }: NamedObject): string {
    const { timeZone, extension } = this.#naming
    const time = localTime(oldestArrival, timeZone)
    const suffix = `${streamName}-${version}-${suffixTime(time)}-${this.#random.uuid()}${extension}`
    return `${this.#evaluate(oldestArrival, errorOutputType)}${suffix}`
  }

  #evaluate(instant: number, errorOutputType: string | undefined): string {
    const prefix = errorOutputType === undefined ? this.#prefix : this.#errorOutputPrefix
    return prefix.evaluate({
      time: localTime(instant, this.#naming.timeZone),
      errorOutputType,
      randomString: () => this.#random.uuid().slice(0, RANDOM_STRING_CHARACTERS),
    })
  }

  #checkLengths(): void {
    for (const [name, type] of [
      ['Prefix', undefined],
      ['ErrorOutputPrefix', 'processing-failed'],
    ] as const) {
      const { length } = this.#evaluate(0, type)
      if (length > MAX_PREFIX_CHARACTERS) {
        throw unsatisfiedPrefix(
          `${name} cannot be greater than ${MAX_PREFIX_CHARACTERS} characters after it is evaluated, and has ${length}`,
        )
      }
    }
  }
}

function checkRules(prefix: PrefixExpression, forErrors: PrefixExpression, errorOutputPrefix: string): void {
  if (prefix.hasExpressions && errorOutputPrefix === '') {
    throw unsatisfiedPrefix('ErrorOutputPrefix cannot be null or empty when Prefix contains expressions')
  }
  if (prefix.hasErrorOutputType) {
    throw unsatisfiedPrefix('Prefix cannot contain !{firehose:error-output-type}')
  }
  if (forErrors.hasExpressions && !forErrors.hasErrorOutputType) {
    throw unsatisfiedPrefix(
      'ErrorOutputPrefix with expressions must contain at least one instance of !{firehose:error-output-type}',
    )
  }
}
