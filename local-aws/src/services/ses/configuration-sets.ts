import { ConfigurationSet, type ConfigurationSetOptions } from './configuration-set.ts'
import { alreadyExists, notFound } from './errors.ts'
import type { EventDestination } from './event-destination.ts'
import type { EventPublishing } from './event-publishing.ts'

/** The configuration sets of the account, and where they send events. */
export class ConfigurationSets {
  readonly #publishing: EventPublishing
  readonly #sets = new Map<string, ConfigurationSet>()

  constructor(publishing: EventPublishing) {
    this.#publishing = publishing
  }

  create(name: string | undefined, options: ConfigurationSetOptions): ConfigurationSet {
    const set = new ConfigurationSet(name, options)
    if (this.#sets.has(set.name)) throw alreadyExists(`Configuration set <${set.name}> already exists.`)
    this.#sets.set(set.name, set)
    return set
  }

  /** @throws AwsError `NotFoundException` */
  find(name = ''): ConfigurationSet {
    const set = this.#sets.get(name)
    if (set) return set
    throw notFound(`Configuration set <${name}> does not exist.`)
  }

  /** Tries the topic first: SES publishes a message of its own to it. */
  addDestination(set: ConfigurationSet, destination: EventDestination): void {
    this.#publishing.checkTopic(set, destination)
    set.addDestination(destination)
  }

  /** Tries the topic first, as {@link addDestination} does. */
  replaceDestination(set: ConfigurationSet, destination: EventDestination): void {
    set.checkDestination(destination.name)
    this.#publishing.checkTopic(set, destination)
    set.replaceDestination(destination)
  }

  delete(name: string | undefined): void {
    this.#sets.delete(this.find(name).name)
  }

  /** In alphabetical order. */
  names(): string[] {
    return [...this.#sets.keys()].sort()
  }
}
