import { AwsError } from '../../aws-error.ts'
import type { Dynalite } from './dynalite.ts'
import type { Item, Operation, Store, Types } from './dynalite-modules.ts'
import { parameterNotSimulated } from './errors.ts'

/** The kinds of actions in a transaction. */
export type ActionKind = 'ConditionCheck' | 'Delete' | 'Get' | 'Put' | 'Update'

/** The checked parameters of an action; dynalite has added the parsed expressions. */
export interface ActionParameters {
  TableName: string
  Item?: Item
  Key?: Item
  ExpressionAttributeValues?: Item
  ReturnValuesOnConditionCheckFailure?: 'ALL_OLD' | 'NONE'
  /** The parsed update expression. */
  _updates?: object
}

/** One action of a transaction on one item. */
export interface TransactionAction {
  readonly kind: ActionKind
  /** The dynalite operation that executes the action, or checks its condition. */
  readonly operation: Operation
  readonly parameters: ActionParameters
}

interface ActionRule {
  readonly operation: Operation
  /** The name of the IAM action that it requires. */
  readonly permission: string
  readonly required: readonly string[]
  readonly optional: readonly string[]
}

const EXPRESSIONS = ['ExpressionAttributeNames', 'ExpressionAttributeValues']
const ON_FAILURE = 'ReturnValuesOnConditionCheckFailure'

/** @see https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_TransactWriteItem.html */
const RULES: Readonly<Record<ActionKind, ActionRule>> = {
  ConditionCheck: {
    // It fails under the same condition; its write is dropped.
    operation: 'DeleteItem',
    permission: 'ConditionCheckItem',
    required: ['TableName', 'Key', 'ConditionExpression'],
    optional: [...EXPRESSIONS, ON_FAILURE],
  },
  Delete: {
    operation: 'DeleteItem',
    permission: 'DeleteItem',
    required: ['TableName', 'Key'],
    optional: ['ConditionExpression', ...EXPRESSIONS, ON_FAILURE],
  },
  Get: {
    operation: 'GetItem',
    permission: 'GetItem',
    required: ['TableName', 'Key'],
    optional: ['ProjectionExpression', 'ExpressionAttributeNames'],
  },
  Put: {
    operation: 'PutItem',
    permission: 'PutItem',
    required: ['TableName', 'Item'],
    optional: ['ConditionExpression', ...EXPRESSIONS, ON_FAILURE],
  },
  Update: {
    operation: 'UpdateItem',
    permission: 'UpdateItem',
    required: ['TableName', 'Key', 'UpdateExpression'],
    optional: ['ConditionExpression', ...EXPRESSIONS, ON_FAILURE],
  },
}

export const WRITES: readonly ActionKind[] = ['ConditionCheck', 'Delete', 'Put', 'Update']
export const READS: readonly ActionKind[] = ['Get']

/** "Up to 100 actions", for transactions that write and that read. */
const MAX_ACTIONS = 100

/** The settings for consumption data; only their value NONE is supported. */
const METRICS = ['ReturnConsumedCapacity', 'ReturnItemCollectionMetrics']
const PARAMETERS = ['TransactItems', 'ClientRequestToken', ...METRICS]

type Entry = Partial<Record<ActionKind, ActionParameters>>

export interface CheckedTransaction {
  readonly actions: readonly TransactionAction[]
  readonly ClientRequestToken?: string
}

/**
 * Checks a transaction, except for rules that depend on its tables.
 *
 * @param kinds {@link WRITES} or {@link READS}
 * @throws AwsError `ValidationException`, `SerializationException` for the whole request, as on DynamoDB for a
 * malformed transaction
 */
export function checkTransaction(
  dynalite: Dynalite,
  input: object,
  kinds: readonly ActionKind[],
): CheckedTransaction {
  refuseUnknown(input, kinds)
  const { TransactItems, ClientRequestToken } = dynalite.check(
    input as { TransactItems: Entry[]; ClientRequestToken?: string },
    typesOf(dynalite, kinds),
    (checked, store) => violation(dynalite, checked as { TransactItems: Entry[] }, store),
  )
  return { actions: TransactItems.flatMap(actionsOf), ClientRequestToken }
}

/**
 * The permissions that a transaction requires, by table, and its tables. The input has not been checked yet.
 *
 * @see https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/transaction-apis-iam.html
 */
export function* permissionsOf(input: unknown): Generator<{ permission: string; TableName: string }> {
  for (const entry of entriesOf(input)) {
    for (const [kind, { permission }] of Object.entries(RULES)) {
      const { TableName } = membersOf(membersOf(entry)[kind])
      if (typeof TableName === 'string') yield { permission, TableName }
    }
  }
}

function entriesOf(input: unknown): unknown[] {
  const { TransactItems } = membersOf(input)
  return Array.isArray(TransactItems) ? TransactItems : []
}

function membersOf(value: unknown): Record<string, unknown> {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {}
}

/** Refuses unknown parameters, which dynalite would drop. */
function refuseUnknown(input: object, kinds: readonly ActionKind[]): void {
  const unknown = Object.keys(input).find(name => !PARAMETERS.includes(name))
  if (unknown) throw parameterNotSimulated('a transaction', unknown)
  for (const metrics of METRICS) {
    if ((membersOf(input)[metrics] ?? 'NONE') !== 'NONE')
      throw parameterNotSimulated('a transaction', metrics)
  }
  for (const entry of entriesOf(input)) {
    for (const kind of kinds) {
      const { required, optional } = RULES[kind]
      const known = [...required, ...optional]
      const unknown = Object.keys(membersOf(membersOf(entry)[kind])).find(name => !known.includes(name))
      if (unknown) throw parameterNotSimulated(kind, unknown)
    }
  }
}

function typesOf(dynalite: Dynalite, kinds: readonly ActionKind[]): Types {
  const children = Object.fromEntries(
    kinds.map(kind => [kind, { type: `FieldStruct<${kind}>`, children: parametersOf(dynalite, kind) }]),
  )
  return {
    ClientRequestToken: { type: 'String', lengthGreaterThanOrEqual: 1, lengthLessThanOrEqual: 36 },
    TransactItems: {
      type: 'List',
      notNull: true,
      lengthGreaterThanOrEqual: 1,
      lengthLessThanOrEqual: MAX_ACTIONS,
      children: { type: 'ValueStruct<TransactItem>', children },
    },
  }
}

function parametersOf(dynalite: Dynalite, kind: ActionKind): Types {
  const { operation, required, optional } = RULES[kind]
  const types: Types = {
    ...dynalite.operations[operation].types,
    [ON_FAILURE]: { type: 'String', enum: ['ALL_OLD', 'NONE'] },
  }
  return Object.fromEntries([
    ...required.map(name => [name, { ...(types[name] as object), notNull: true }]),
    ...optional.map(name => [name, types[name]]),
  ])
}

function violation(
  dynalite: Dynalite,
  { TransactItems }: { TransactItems: Entry[] },
  store: Store,
): string | undefined {
  for (const entry of TransactItems) {
    const [action, other] = actionsOf(entry)
    if (!action) return 'Invalid Request: TransactWriteRequest should contain Delete or Put or Update request'
    if (other) return 'TransactItems can only contain one of Check, Put, Update or Delete'
    const wrong = dynalite.operations[action.operation].custom(action.parameters, store)
    if (wrong) return wrong
  }
  return undefined
}

function actionsOf(entry: Entry): TransactionAction[] {
  return Object.entries(entry).map(([kind, parameters]) => ({
    kind: kind as ActionKind,
    operation: RULES[kind as ActionKind].operation,
    parameters,
  }))
}

export function sameItemTwice(): AwsError {
  return new AwsError(
    'ValidationException',
    'Transaction request cannot include multiple operations on one item',
  )
}
