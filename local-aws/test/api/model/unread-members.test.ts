import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import type { Member, Shape, Structure } from '../../../src/api/model/input-shape.ts'
import type { ServiceModel } from '../../../src/api/model/service-model.ts'

const SOURCES = join(import.meta.dirname, '..', '..', '..', 'src')
/** What reads most members of DynamoDB's requests. */
const DYNALITE = dirname(require.resolve('dynalite/package.json'))

const services = readdirSync(join(SOURCES, 'api', 'model', 'generated')).map(file => file.replace('.ts', ''))

function sourceOf(directory: string): string {
  return readdirSync(directory, { recursive: true, encoding: 'utf8' })
    .filter(name => /\.m?[jt]s$/.test(name) && !/^(?:node_modules|test)\/|^input-model\.ts$/.test(name))
    .map(name => readFileSync(join(directory, name), 'utf8'))
    .join('\n')
}

function wordsOf(service: string): ReadonlySet<string> {
  const own = sourceOf(join(SOURCES, 'services', service))
  const dynalite = service === 'dynamodb' ? sourceOf(DYNALITE) : ''
  const tags = own.includes('/tag-set.ts') ? readFileSync(join(SOURCES, 'tag-set.ts'), 'utf8') : ''
  return new Set(`${own}\n${dynalite}\n${tags}`.match(/[\w-]+/g))
}

/** The members, by their structure, that a request may have and that are not declared. */
function* undeclared(
  model: ServiceModel,
  shape: Shape,
  seen = new Set<Shape>(),
): Generator<[Structure, string, Member]> {
  if (seen.has(shape)) return
  seen.add(shape)
  if (shape.type === 'list') yield* undeclared(model, shape.member, seen)
  if (shape.type === 'map') yield* undeclared(model, shape.value, seen)
  if (shape.type !== 'structure') return
  for (const [name, member] of Object.entries(shape.members)) {
    if (shape.notSimulated.has(name) || model.isUnread(shape.name, name)) continue
    yield [shape, name, member]
    yield* undeclared(model, member.shape, seen)
  }
}

/** @own members, refused as not simulated */
test.each(services)('%s reads, refuses or declares as unread every member of its requests', async service => {
  const { INPUTS } = (await import(`../../../src/services/${service}/input-model.ts`)) as {
    INPUTS: ServiceModel
  }
  const words = wordsOf(service)
  const isRead = (name: string, { location }: Member) =>
    words.has(name) ||
    location?.in === 'payload' ||
    (location !== undefined && 'name' in location && words.has(location.name))

  const dropped = INPUTS.operations.flatMap(operation =>
    [...undeclared(INPUTS, INPUTS.input(operation))]
      .filter(([, name, member]) => !isRead(name, member))
      .map(([structure, name]) => `${structure.name}.${name}`),
  )

  expect([...new Set(dropped)]).toEqual([])
})
