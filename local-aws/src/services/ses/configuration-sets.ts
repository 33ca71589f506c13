import { ConfigurationSet, type ConfigurationSetOptions } from './configuration-set.ts'
import { alreadyExists, notFound } from './errors.ts'
import type { EventDestination } from './event-destination.ts'
import type { EventPublishing } from './event-publishing.ts'

/** The configuration sets of the account and their event destinations. */
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

  /** Adds a destination; first publishes a test message to the topic, as SES does. */
  addDestination(set: ConfigurationSet, destination: EventDestination): void {
    this.#publishing.checkTopic(set, destination)
    set.addDestination(destination)
  }

  /** Replaces a destination; first tests the topic as {@link addDestination} does. */
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
