import type { CatalogTable } from '../../../ports.ts'
import { QueryFailure } from '../executions/query-failure.ts'
import type { JsonFormat } from './json-scan.ts'

const OPENX = 'org.openx.data.jsonserde.JsonSerDe'
/** The names of Hive's own JSON SerDe. */
const HIVE = ['org.apache.hive.hcatalog.data.JsonSerDe', 'org.apache.hadoop.hive.serde2.JsonSerDe']

/** Parameters of SerDes that change how lines are read, and are not simulated. */
const NOT_SIMULATED = [/^dots\.in\.keys$/, /^mapping\./, /^timestamp\.formats$/, /^case\.insensitive$/]

/**
 * How a table is read.
 *
 * @throws QueryFailure for a SerDe or a parameter that is not simulated
 */
export function jsonFormat({ name, storage }: CatalogTable): JsonFormat {
  const { serializationLibrary: library, serdeParameters: parameters } = storage
  const isOpenX = library === OPENX
  if (!isOpenX && !HIVE.includes(library ?? '')) {
    throw new QueryFailure(
      `The local AWS does not simulate the SerDe ${library ?? 'of no name'} of table ${name}: it reads JSON with ${OPENX} or ${HIVE[0]}.`,
    )
  }
  for (const [parameter, value] of Object.entries(parameters)) checkParameter(parameter, value)
  return { ignoreMalformed: isOpenX && isTrue(parameters['ignore.malformed.json']), strict: !isOpenX }
}

/** A parameter with its default value changes nothing. */
function checkParameter(parameter: string, value: string): void {
  if (!NOT_SIMULATED.some(pattern => pattern.test(parameter))) return
  if (parameter === 'case.insensitive' && isTrue(value)) return
  if (parameter === 'dots.in.keys' && !isTrue(value)) return
  throw new QueryFailure(
    `The local AWS does not simulate the SerDe parameter ${parameter}=${value}: leave it out.`,
  )
}

function isTrue(text: string | undefined): boolean {
  return text?.trim().toLowerCase() === 'true'
}
