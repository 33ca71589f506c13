import type { Account } from '../../account.ts'
import { conflict, invalid, notFound, outdatedRevision } from './errors.ts'

/** A name for a version, or for two versions with weights. */
export interface Alias {
  readonly name: string
  readonly arn: string
  readonly description: string
  readonly functionVersion: string
  /** The second version and its share of the invocations, from 0 to 1. */
  readonly additional: { readonly version: string; readonly weight: number } | undefined
  readonly revisionId: string
}

/** The properties of an alias in the Lambda API and CloudFormation. */
export interface AliasProperties {
  Name?: string
  Description?: string
  FunctionVersion?: string
  RoutingConfig?: RoutingConfig
}

/** What `UpdateAlias` changes, and of which revision, if it says so. */
export interface AliasChanges extends Omit<AliasProperties, 'Name'> {
  RevisionId?: string
}

/** The API takes a map of weights by version, CloudFormation a list. */
export interface RoutingConfig {
  AdditionalVersionWeights?:
    | Readonly<Record<string, number | string>>
    | readonly { FunctionVersion: string; FunctionWeight: number | string }[]
}

/** The aliases of one function. */
export class Aliases {
  readonly #account: Account
  readonly #functionArn: string
  readonly #isVersion: (version: string) => boolean
  readonly #aliases = new Map<string, Alias>()

  constructor(account: Account, functionArn: string, isVersion: (version: string) => boolean) {
    this.#account = account
    this.#functionArn = functionArn
    this.#isVersion = isVersion
  }

  /** @throws AwsError `ResourceConflictException`, `ResourceNotFoundException`, `InvalidParameterValueException` */
  create(properties: AliasProperties): Alias {
    const name = aliasName(properties.Name)
    if (this.#aliases.has(name)) {
      throw conflict(`Alias already exists: ${this.#functionArn}:${name}`)
    }
    return this.#put(name, properties)
  }

  /** @throws AwsError as {@link create} does; `PreconditionFailedException` */
  update(name: string, { RevisionId, ...changes }: AliasChanges): Alias {
    const { description, functionVersion, additional, revisionId } = this.get(name)
    if (RevisionId !== undefined && RevisionId !== revisionId) throw outdatedRevision()
    return this.#put(name, {
      Description: description,
      FunctionVersion: functionVersion,
      ...(additional && {
        RoutingConfig: { AdditionalVersionWeights: { [additional.version]: additional.weight } },
      }),
      ...changes,
    })
  }

  /** @throws AwsError `ResourceNotFoundException` */
  get(name: string): Alias {
    const alias = this.#aliases.get(name)
    if (alias) return alias
    throw notFound(`Alias not found: ${this.#functionArn}:${name}`)
  }

  find(name: string): Alias | undefined {
    return this.#aliases.get(name)
  }

  /** All aliases, ordered by name. */
  list(): Alias[] {
    return [...this.#aliases.values()].sort((a, b) => (a.name < b.name ? -1 : 1))
  }

  delete(name: string): void {
    this.#aliases.delete(name)
  }

  /** The version that an invocation of the alias runs. */
  versionFor({ functionVersion, additional }: Alias): string {
    if (!additional || this.#account.random.fraction() >= additional.weight) return functionVersion
    return additional.version
  }

  #put(name: string, { Description, FunctionVersion, RoutingConfig }: AliasProperties): Alias {
    if (!FunctionVersion) throw invalid('An alias needs FunctionVersion.')
    const additional = additionalVersion(RoutingConfig)
    for (const version of [FunctionVersion, additional?.version]) {
      if (version !== undefined && !this.#isVersion(version)) {
        throw notFound(`Function not found: ${this.#functionArn}:${version}`)
      }
    }
    if (additional && [FunctionVersion, additional.version].includes('$LATEST')) {
      throw invalid('An alias that shifts traffic points to two published versions, not to $LATEST.')
    }
    const alias = {
      name,
      arn: `${this.#functionArn}:${name}`,
      description: Description ?? '',
      functionVersion: FunctionVersion,
      additional,
      revisionId: this.#account.random.uuid(),
    }
    this.#aliases.set(name, alias)
    return alias
  }
}

/** Letters, digits, `-` and `_`; not only digits, since those are a version (API reference, CreateAlias). */
function aliasName(name = ''): string {
  if (/^(?!\d+$)[\w-]{1,128}$/.test(name)) return name
  throw invalid(
    `The alias ${JSON.stringify(name)} must be 1 to 128 letters, digits, - and _, and not only digits.`,
  )
}

/** "You can point an alias to a maximum of two Lambda function versions" (developer guide, "Weighted aliases"). */
function additionalVersion({ AdditionalVersionWeights: given }: RoutingConfig = {}): Alias['additional'] {
  const weights: [version: string, weight: number | string][] = Array.isArray(given)
    ? given.map(({ FunctionVersion, FunctionWeight }) => [FunctionVersion, FunctionWeight])
    : Object.entries(given ?? {})
  const [first, second] = weights
  if (second) throw invalid('RoutingConfig takes one additional version.')
  if (!first) return undefined
  const [version, weight] = [String(first[0]), Number(first[1])]
  if (weight >= 0 && weight <= 1) return { version, weight }
  throw invalid(`The weight of an additional version must be from 0 to 1, not ${JSON.stringify(first[1])}.`)
}
