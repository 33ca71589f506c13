import type { Assembly } from '../preflight/assembly.ts'

/** A resource of one of the stacks: `<stack>/<logical id>`. */
export type ResourceKey = string

/** Finds the resources that the intrinsic functions of templates refer to, across stacks. */
export class References {
  readonly #exports = new Map<string, { stack: string; value: unknown }>()
  readonly #byName = new Map<string, ResourceKey>()

  constructor({ stacks, resources }: Assembly) {
    for (const { name: stack, template } of stacks) {
      const outputs = Object.values((template as { Outputs?: Record<string, Output> }).Outputs ?? {})
      for (const { Export, Value } of outputs) {
        if (Export) this.#exports.set(Export.Name, { stack, value: Value })
      }
    }
    for (const { stack, logicalId, Properties = {} } of resources) {
      const name = Properties.TopicName ?? Properties.QueueName
      if (typeof name === 'string') this.#byName.set(name, `${stack}/${logicalId}`)
    }
  }

  /** @returns undefined if the value names no resource of the stacks, such as `*` */
  find(stack: string, value: unknown): ResourceKey | undefined {
    if (typeof value === 'string') return this.#byName.get(value.slice(value.lastIndexOf(':') + 1))
    if (typeof value !== 'object' || value === null) return undefined
    const [[name, argument] = []] = Object.entries(value)
    switch (name) {
      case 'Ref':
        return `${stack}/${argument}`
      case 'Fn::GetAtt':
        return `${stack}/${argument[0]}`
      case 'Fn::Join':
        return this.#findJoined(stack, argument[1])
      case 'Fn::ImportValue': {
        const exported = this.#exports.get(argument)
        return exported && this.find(exported.stack, exported.value)
      }
    }
    return undefined
  }

  /** Resolves an ARN with a suffix, such as an index's, or an ARN built from the resource's name. */
  #findJoined(stack: string, parts: readonly unknown[]): ResourceKey | undefined {
    const [first] = parts
    return typeof first === 'string' ? this.find(stack, parts.at(-1)) : this.find(stack, first)
  }
}

interface Output {
  Value: unknown
  Export?: { Name: string }
}
