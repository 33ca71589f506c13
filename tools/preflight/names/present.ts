import { inParallel } from '../../clients/in-parallel.ts'

const AT_ONCE = 4

/** The items for which `find` returns something, with one request per item. */
export async function present<Item>(
  items: readonly Item[],
  find: (item: Item) => Promise<unknown>,
): Promise<Item[]> {
  const answers = await inParallel(items, AT_ONCE, find)
  return items.filter((_, index) => answers[index] !== undefined)
}
