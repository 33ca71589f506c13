import { evaluateText, type Scope } from './intrinsics.ts'
import { NotSimulatedHere, TemplateError } from './template.ts'

/** The `Conditions` of a template; each is evaluated when it is first used. */
export class Conditions {
  readonly #definitions: Readonly<Record<string, unknown>>
  readonly #results = new Map<string, boolean | 'evaluating'>()

  constructor(definitions: Readonly<Record<string, unknown>> = {}) {
    this.#definitions = definitions
  }

  /** Whether the condition `name` holds; `scope` resolves its references. */
  holds(name: string, scope: Scope): boolean {
    const known = this.#results.get(name)
    if (known === 'evaluating') throw new TemplateError(`the condition ${name} depends on itself`)
    if (known !== undefined) return known
    if (!Object.hasOwn(this.#definitions, name)) throw new TemplateError(`there is no condition ${name}`)

    this.#results.set(name, 'evaluating')
    const result = this.#evaluate(this.#definitions[name], scope)
    this.#results.set(name, result)
    return result
  }

  #evaluate(expression: unknown, scope: Scope): boolean {
    const [name, argument] = Object.entries(expression as object)[0] ?? []
    if (name === 'Condition') return this.holds(String(argument), scope)
    switch (name) {
      case 'Fn::And':
        return operandsOf(name, argument).every(operand => this.#evaluate(operand, scope))
      case 'Fn::Or':
        return operandsOf(name, argument).some(operand => this.#evaluate(operand, scope))
      case 'Fn::Not':
        return !this.#evaluate(operandsOf(name, argument)[0], scope)
      case 'Fn::Equals': {
        const [one, other] = operandsOf(name, argument)
        return evaluateText(one, scope) === evaluateText(other, scope)
      }
      default:
        throw new NotSimulatedHere(`the condition function ${name ?? JSON.stringify(expression)}`)
    }
  }
}

function operandsOf(name: string, argument: unknown): unknown[] {
  if (Array.isArray(argument) && argument.length > 0) return argument
  throw new TemplateError(`${name} takes a list of conditions or values, not ${JSON.stringify(argument)}`)
}
