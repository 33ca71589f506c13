import { AwsError } from '../aws-error.ts'
import { NotSimulatedError } from './resource-type.ts'
import { NotSimulatedHere, TemplateError } from './template.ts'

/** An assembly that cannot run here, with everything that stands in the way. */
export class AssemblyRefusedError extends Error {
  override readonly name = 'AssemblyRefusedError'
  readonly refusals: readonly Error[]

  constructor(refusals: readonly Error[]) {
    const lines = refusals.map(({ message }) => `\n  ${message}`)
    super(`The local AWS cannot run this assembly:${lines.join('')}`)
    this.refusals = refusals
  }
}

/** Something rests on what was refused already; that is no news of its own. */
export class RestsOnRefused extends Error {
  override readonly name = 'RestsOnRefused'
}

/** What was refused so far, so that all of it is shown together. */
export class Refusals {
  readonly #all: Error[] = []

  get any(): boolean {
    return this.#all.length > 0
  }

  /**
   * @param place the logical id, or what else within the stack it is about
   * @param part where in there, such as `the property "Foo" of AWS::SQS::Queue`
   */
  add(stackName: string, place: string, cause: unknown, part?: string): void {
    if (!(cause instanceof RestsOnRefused)) this.#all.push(explain(stackName, place, cause, part))
  }

  /** @throws AssemblyRefusedError with all of them, unless there are none */
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
