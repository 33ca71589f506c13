/*
 * Runs as a separate process: `cost-load <endpoint> <pid> <endpoint> <pid>` prints the Cost on each of two local AWSs
 * as JSON.
 *
 * The two get their purchases alternately, in small portions, so that other work on the machine affects both equally.
 * When one was measured after the other while other work kept both processors busy, the same revision differed from
 * itself by a fifth.
 */
import { type Cost, costBetween } from './cost-of-purchase.ts'
import { MeasuredShop } from './measured-shop.ts'

const WARM_UP_TURNS = 6
const TURNS = 10
const PURCHASES_A_TURN = 50

const [endpoint = '', pid, otherEndpoint = '', otherPid] = process.argv.slice(2)
const shops = [
  await MeasuredShop.on(endpoint, Number(pid)),
  await MeasuredShop.on(otherEndpoint, Number(otherPid)),
] as const
await placeByTurns(WARM_UP_TURNS)
const before = await Promise.all(shops.map(shop => shop.costSoFar()))
await placeByTurns(TURNS)
const after = await Promise.all(shops.map(shop => shop.costSoFar()))
for (const shop of shops) await shop.close()

const purchases = TURNS * PURCHASES_A_TURN
const costs = shops.map((_, index) => costBetween(before[index] as Cost, after[index] as Cost, purchases))
console.log(JSON.stringify(costs))

/** Returns when all purchases are shipped and mailed and the processes are idle. */
async function placeByTurns(turns: number): Promise<void> {
  for (let turn = 0; turn < turns; turn++) {
    for (const shop of turn % 2 === 0 ? shops : shops.toReversed()) await shop.place(PURCHASES_A_TURN)
  }
  for (const shop of shops) await shop.settle()
}
