import type { AlarmState } from './alarm-decision.ts'
import { validationError } from './errors.ts'

/** The state of the alarm of a name. */
export type StateOf = (alarmName: string) => AlarmState | undefined

/** An `AlarmRule` that has been parsed. */
export interface RuleExpression {
  /** The names of the alarms that it refers to. */
  readonly children: ReadonlySet<string>
  readonly holds: (stateOf: StateOf) => boolean
}

type Condition = RuleExpression['holds']

/** "AlarmRule … Length Constraints: … Maximum length of 10240" (PutCompositeAlarm) */
const MAX_CHARACTERS = 10_240
const MAX_CHILDREN = 100
const MAX_ELEMENTS = 500

/**
 * The rule language of composite alarms (PutCompositeAlarm, `AlarmRule`): `ALARM(…)`, `OK(…)`,
 * `INSUFFICIENT_DATA(…)`, `TRUE`, `FALSE`, `AND`, `OR`, `NOT`, parentheses, and `AT_LEAST(2, ALARM, (a, b, c))`,
 * whose count may be a percentage and whose state may be negated.
 *
 * @throws AwsError `ValidationError` for a rule that cannot be read, or that is beyond a limit
 */
export function parseRule(rule: string): RuleExpression {
  if (rule.length > MAX_CHARACTERS) {
    throw validationError(`An AlarmRule has at most ${MAX_CHARACTERS} characters, not ${rule.length}.`)
  }
  return new RuleParser(rule).parse()
}

/** `alarm:NAME` at the end of an ARN; a name is itself. */
export function alarmNameOf(nameOrArn: string): string {
  return /^arn:[^:]+:cloudwatch:[^:]*:[^:]*:alarm:(.+)$/s.exec(nameOrArn)?.[1] ?? nameOrArn
}

const STATE = /(ALARM|OK|INSUFFICIENT_DATA)\b/iy
const CONSTANT = /(TRUE|FALSE)\b/iy
const AT_LEAST = /AT_LEAST\b/iy
const THRESHOLD = /(\d{1,9})(%?)/y
const NOT = /NOT\b/iy
const AND = /AND\b/iy
const OR = /OR\b/iy
const OPEN = /\(/y
const CLOSE = /\)/y
const COMMA = /,/y
const REFERENCE = /"((?:\\.|[^"\\])+)"|([^\s(),"]+)/sy

class RuleParser {
  readonly #text: string
  readonly #children = new Set<string>()
  #position = 0
  #elements = 0

  constructor(text: string) {
    this.#text = text.trim()
  }

  parse(): RuleExpression {
    const holds = this.#any()
    if (this.#position < this.#text.length) this.#fail('AND, OR or the end')
    if (this.#children.size > MAX_CHILDREN) {
      throw validationError(
        `An AlarmRule refers to at most ${MAX_CHILDREN} alarms, not ${this.#children.size}.`,
      )
    }
    return { children: this.#children, holds }
  }

  #any(): Condition {
    const conditions = [this.#all()]
    while (this.#take(OR)) conditions.push(this.#all())
    return stateOf => conditions.some(condition => condition(stateOf))
  }

  #all(): Condition {
    const conditions = [this.#single()]
    while (this.#take(AND)) conditions.push(this.#single())
    return stateOf => conditions.every(condition => condition(stateOf))
  }

  #single(): Condition {
    let negated = false
    while (this.#take(NOT)) negated = !negated
    const condition = this.#operand()
    return negated ? stateOf => !condition(stateOf) : condition
  }

  #operand(): Condition {
    if (this.#take(OPEN)) {
      this.#count()
      const inner = this.#any()
      this.#require(CLOSE, ')')
      return inner
    }
    const constant = this.#take(CONSTANT)?.[0].toUpperCase()
    if (constant) {
      this.#count()
      return () => constant === 'TRUE'
    }
    if (this.#take(AT_LEAST)) return this.#atLeast()

    const state = this.#state()
    this.#require(OPEN, '(')
    const child = this.#reference()
    this.#require(CLOSE, ')')
    return stateOf => stateOf(child) === state
  }

  /** `AT_LEAST(2, ALARM, (a, b, c))`, `AT_LEAST(60%, NOT OK, (a, b, c))` */
  #atLeast(): Condition {
    this.#require(OPEN, '(')
    const [text = '', number = '', percent] = this.#require(THRESHOLD, 'a number or a percentage')
    this.#require(COMMA, ',')
    const negated = this.#take(NOT) !== undefined
    const state = this.#state()
    this.#require(COMMA, ',')
    this.#require(OPEN, '(')
    const children = [this.#reference()]
    while (this.#take(COMMA)) children.push(this.#reference())
    this.#require(CLOSE, ')')
    this.#require(CLOSE, ')')

    const needed = percent ? Math.ceil((Number(number) / 100) * children.length) : Number(number)
    if (needed < 1 || needed > children.length) {
      throw validationError(`AT_LEAST of ${children.length} alarms cannot ask for ${text}.`)
    }
    return stateOf => children.filter(child => (stateOf(child) === state) !== negated).length >= needed
  }

  #state(): AlarmState {
    return this.#require(STATE, 'a function')[0].toUpperCase() as AlarmState
  }

  #reference(): string {
    const [, quoted, plain] = this.#require(REFERENCE, 'the name or ARN of an alarm')
    const name = alarmNameOf(quoted?.replace(/\\(.)/gs, '$1') ?? plain ?? '')
    this.#children.add(name)
    this.#count()
    return name
  }

  #count(): void {
    this.#elements++
    if (this.#elements <= MAX_ELEMENTS) return
    throw validationError(
      `An AlarmRule has at most ${MAX_ELEMENTS} elements: alarms, TRUE, FALSE and pairs of parentheses.`,
    )
  }

  #take(token: RegExp): RegExpExecArray | undefined {
    token.lastIndex = this.#position
    const match = token.exec(this.#text)
    if (!match) return undefined
    this.#position += match[0].length
    while (/\s/.test(this.#text[this.#position] ?? '')) this.#position++
    return match
  }

  #require(token: RegExp, wanted: string): RegExpExecArray {
    return this.#take(token) ?? this.#fail(wanted)
  }

  #fail(wanted: string): never {
    const rest = this.#text.slice(this.#position, this.#position + 40)
    const found = rest === '' ? 'its end' : JSON.stringify(rest)
    throw validationError(
      `The AlarmRule is invalid at character ${this.#position + 1}: ${wanted} is expected, not ${found}.`,
    )
  }
}
