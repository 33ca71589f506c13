import { AwsError } from '../aws-error.ts'
import { NotSimulatedError } from './resource-type.ts'
import { NotSimulatedHere, TemplateError } from './template.ts'

/** An assembly cannot run here; the message lists all reasons. */
export class AssemblyRefusedError extends Error {
  override readonly name = 'AssemblyRefusedError'
  readonly refusals: readonly Error[]

  constructor(refusals: readonly Error[]) {
    const lines = refusals.map(({ message }) => `\n  ${message}`)
    super(`The local AWS cannot run this assembly:${lines.join('')}`)
    this.refusals = refusals
  }
}

/** A resource depends on a refused one, which needs no separate report. */
export class RestsOnRefused extends Error {
  override readonly name = 'RestsOnRefused'
}

/** Collects refusals, so that all of them are reported together. */
export class Refusals {
  readonly #all: Error[] = []

  get any(): boolean {
    return this.#all.length > 0
  }

  /**
   * @param place the logical id, or another part of the stack
   * @param part the place in it, such as `the property "Foo" of AWS::SQS::Queue`
   */
  add(stackName: string, place: string, cause: unknown, part?: string): void {
    if (!(cause instanceof RestsOnRefused)) this.#all.push(explain(stackName, place, cause, part))
  }

  /** @throws AssemblyRefusedError with all refusals, if there are any */
  throwIfAny(): void {
    if (this.any) throw new AssemblyRefusedError(this.#all)
  }
}

function explain(stackName: string, place: string, cause: unknown, part: string | undefined): Error {
  if (cause instanceof NotSimulatedError) return cause
  const where = part ? ` (${part})` : ''
  if (cause instanceof NotSimulatedHere) {
    return new NotSimulatedError(stackName, place, `${cause.message}${where}`)
  }
  const message = cause instanceof Error ? cause.message : String(cause)
  const reason = cause instanceof AwsError ? `${cause.code}: ${message}` : message
  return new TemplateError(`${stackName}/${place}: ${reason.replace(/\.$/, '')}${where}.`, { cause })
}
