import type { Account } from '../../account.ts'
import { conflict, invalid, notFound, notSimulated } from './errors.ts'
import { functionNameOf } from './function-name.ts'
import { type CorsProperties, FunctionUrlCors } from './function-url-cors.ts'
import type { FunctionRegistry } from './functions.ts'
import { oneOf } from './parameter-values.ts'

/** The path prefix of all function URLs; on AWS, each URL has its own host. */
export const FUNCTION_URL_PREFIX = '/_aws/lambda-url/'

/** The members of `CreateFunctionUrlConfig` and CloudFormation. */
export interface FunctionUrlProperties {
  AuthType?: string
  Cors?: CorsProperties
  InvokeMode?: string
}

/** The URL of a function, or of one of its aliases. */
export interface FunctionUrl {
  readonly id: string
  readonly url: string
  /** The ARN to invoke, including the alias, if any. */
  readonly functionArn: string
  readonly authType: 'NONE' | 'AWS_IAM'
  readonly cors: FunctionUrlCors | undefined
  /** In ms since the epoch. */
  readonly createdAt: number
  /** In ms since the epoch. */
  readonly lastModifiedAt: number
}

/** The function URLs of the account. */
export class FunctionUrls {
  readonly #account: Account
  readonly #functions: FunctionRegistry
  readonly #byArn = new Map<string, FunctionUrl>()

  constructor(account: Account, functions: FunctionRegistry) {
    this.#account = account
    this.#functions = functions
  }

  /**
   * @throws AwsError `ResourceNotFoundException`; `ResourceConflictException` for a second URL of the same function or
   *   alias; `InvalidParameterValueException`
   */
  create(reference: string, qualifier: string | null | undefined, properties: FunctionUrlProperties) {
    const { invokedArn } = this.#functions.resolve(reference, qualifier)
    if (/:(?:\$LATEST|\d+)$/.test(invokedArn)) {
      throw invalid(`A function URL is of a function or of an alias, not of the version ${invokedArn}.`)
    }
    if (this.#byArn.has(invokedArn)) throw conflict(`FunctionUrlConfig exists for this Lambda function`)
    checkInvokeMode(properties)
    const id = this.#account.random.hex(32)
    const now = this.#account.clock.now()
    const made: FunctionUrl = {
      id,
      url: `${this.#account.endpoint}${FUNCTION_URL_PREFIX}${id}/`,
      functionArn: invokedArn,
      authType: authType(properties.AuthType),
      cors: properties.Cors && new FunctionUrlCors(properties.Cors),
      createdAt: now,
      lastModifiedAt: now,
    }
    this.#byArn.set(invokedArn, made)
    return made
  }

  /**
   * Changes the given settings; the others and the URL stay the same.
   *
   * @throws AwsError `ResourceNotFoundException`, `InvalidParameterValueException`
   */
  update(reference: string, qualifier: string | null, properties: FunctionUrlProperties): FunctionUrl {
    const former = this.get(reference, qualifier)
    checkInvokeMode(properties)
    const { AuthType, Cors } = properties
    const updated: FunctionUrl = {
      ...former,
      authType: AuthType === undefined ? former.authType : authType(AuthType),
      cors: Cors === undefined ? former.cors : new FunctionUrlCors(Cors),
      lastModifiedAt: this.#account.clock.now(),
    }
    this.#byArn.set(updated.functionArn, updated)
    return updated
  }

  /**
   * The URLs of the function and its aliases.
   *
   * @throws AwsError `ResourceNotFoundException`
   */
  list(reference: string): FunctionUrl[] {
    const { arn } = this.#functions.get(functionNameOf(reference)).configuration
    return [...this.#byArn.values()].filter(
      ({ functionArn }) => functionArn === arn || functionArn.startsWith(`${arn}:`),
    )
  }

  /** @throws AwsError `ResourceNotFoundException` */
  get(reference: string, qualifier: string | null): FunctionUrl {
    const { invokedArn } = this.#functions.resolve(reference, qualifier)
    const found = this.#byArn.get(invokedArn)
    if (found) return found
    throw notFound(`The function ${invokedArn} has no function URL.`)
  }

  /** @throws AwsError `ResourceNotFoundException` */
  delete(reference: string, qualifier: string | null): void {
    this.#byArn.delete(this.get(reference, qualifier).functionArn)
  }

  byId(id: string): FunctionUrl | undefined {
    return [...this.#byArn.values()].find(url => url.id === id)
  }
}

function authType(given = ''): FunctionUrl['authType'] {
  return oneOf('AuthType', given, ['NONE', 'AWS_IAM'])
}

function checkInvokeMode({ InvokeMode = 'BUFFERED' }: FunctionUrlProperties): void {
  if (InvokeMode !== 'BUFFERED') throw notSimulated(`the InvokeMode ${InvokeMode}, only BUFFERED`)
}
