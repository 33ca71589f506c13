import { AwsError } from '../../aws-error.ts'
import type { Clock } from '../../clock.ts'
import { type CancellationReason, cancelled, reasonFor } from './cancellation.ts'
import { ClientRequestTokens, fingerprint } from './client-request-tokens.ts'
import type { Dynalite, Transaction } from './dynalite.ts'
import { asDocumented, type Item, type Table } from './dynalite-modules.ts'
import { HeldWrites } from './held-writes.ts'
import {
  checkTransaction,
  READS,
  sameItemTwice,
  type TransactionAction,
  WRITES,
} from './transaction-input.ts'

/** "The aggregate size of the items in the transaction cannot exceed 4 MB." */
const MAX_TRANSACTION_BYTES = 4 * 1024 * 1024

type Reasons = readonly (CancellationReason | undefined)[]

/**
 * `TransactWriteItems` and `TransactGetItems`. Transactions run exclusively, one after the other. Therefore none
 * conflicts with another or with a request, for which DynamoDB cancels with `TransactionConflict`.
 *
 * @see https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/transaction-apis.html
 */
export class Transactions {
  readonly #dynalite: Dynalite
  readonly #clock: Clock
  readonly #tokens = new ClientRequestTokens()

  constructor(dynalite: Dynalite, clock: Clock) {
    this.#dynalite = dynalite
    this.#clock = clock
  }

  async write(input: object): Promise<object> {
    const parameters = fingerprint(input)
    const { actions, ClientRequestToken: token } = checkTransaction(this.#dynalite, input, WRITES)
    this.#checkSize(actions)
    return this.#dynalite.transact(async transaction => {
      if (token !== undefined && this.#tokens.has(token, parameters, this.#clock.now())) return {}
      await this.#write(transaction, actions)
      if (token !== undefined) this.#tokens.add(token, parameters, this.#clock.now())
      return {}
    })
  }

  async read(input: object): Promise<object> {
    const { actions } = checkTransaction(this.#dynalite, input, READS)
    return this.#dynalite.transact(async transaction => {
      await this.#checkKeys(transaction, actions)
      const Responses = await Promise.all(
        actions.map(({ operation, parameters }) => transaction.run(operation, parameters)),
      )
      this.#checkRead(Responses)
      return { Responses }
    })
  }

  async #write(transaction: Transaction, actions: readonly TransactionAction[]): Promise<void> {
    await this.#checkKeys(transaction, actions)
    const writes = new HeldWrites()
    cancelIfAny(
      await Promise.all(
        actions.map(action =>
          failureOf(transaction, action, action.kind === 'ConditionCheck' ? new HeldWrites() : writes),
        ),
      ),
    )
    await writes.commit()
  }

  /**
   * Actions are validated before any condition is checked; only the first invalid action is the reason for the
   * cancellation.
   */
  async #checkKeys(transaction: Transaction, actions: readonly TransactionAction[]): Promise<void> {
    const tables = await Promise.all(actions.map(({ parameters }) => transaction.table(parameters.TableName)))
    const checked = new Set<string>()
    for (const [index, { parameters }] of actions.entries()) {
      const table = tables[index] as Table
      const invalid = this.#invalid(parameters, table)
      if (invalid)
        throw cancelled(actions.map((_, at) => (at === index ? reasonFor(invalid, undefined) : undefined)))
      const key = this.#dynalite.modules.createKey((parameters.Key ?? parameters.Item) as Item, table)
      checked.add(`${table.TableName}/${key}`)
    }
    if (checked.size < actions.length) throw sameItemTwice()
  }

  #invalid({ Item, Key, _updates }: TransactionAction['parameters'], table: Table): Error | undefined {
    const { validateItem, validateKey, validateUpdates } = this.#dynalite.modules
    const invalid = Item
      ? validateItem(Item, table)
      : (validateKey(Key as Item, table) ?? (_updates && validateUpdates(undefined, _updates, table)))
    return invalid ? asDocumented(invalid) : undefined
  }

  /** The size of the request counts, not that of the deleted items. */
  #checkSize(actions: readonly TransactionAction[]): void {
    const { itemSize } = this.#dynalite.modules
    const sizes = actions.map(
      ({ parameters: { Item, Key, ExpressionAttributeValues = {} } }) =>
        itemSize((Item ?? Key) as Item) + itemSize(ExpressionAttributeValues),
    )
    if (sum(sizes) > MAX_TRANSACTION_BYTES) throw tooLarge('Transaction payload size cannot exceed 4 MB')
  }

  #checkRead(responses: readonly { Item?: Item }[]): void {
    const sizes = responses.map(({ Item = {} }) => this.#dynalite.modules.itemSize(Item))
    if (sum(sizes) > MAX_TRANSACTION_BYTES) {
      throw tooLarge('The aggregate size of the items in the transaction exceeded 4 MB')
    }
  }
}

async function failureOf(
  transaction: Transaction,
  { operation, parameters }: TransactionAction,
  writes: HeldWrites,
): Promise<CancellationReason | undefined> {
  let found: Item | undefined
  try {
    await transaction.run(operation, parameters, writes, item => {
      found = item
    })
    return undefined
  } catch (error) {
    const shown = parameters.ReturnValuesOnConditionCheckFailure === 'ALL_OLD'
    return reasonFor(error, shown ? found : undefined)
  }
}

function cancelIfAny(reasons: Reasons): void {
  if (reasons.some(reason => reason)) throw cancelled(reasons)
}

function sum(sizes: readonly number[]): number {
  return sizes.reduce((total, size) => total + size, 0)
}

function tooLarge(message: string): AwsError {
  return new AwsError('ValidationException', message)
}
