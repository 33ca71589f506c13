/** Runs test files in the order of MUTATE_ORDER, which is JSON: their paths. */
export default class GivenOrder {
  #order = JSON.parse(process.env.MUTATE_ORDER ?? '[]')

  sort(tests) {
    const rank = ({ path }) => this.#order.indexOf(path)
    return tests.toSorted((one, other) => rank(one) - rank(other))
  }

  allFailedTests(tests) {
    return tests
  }

  shard(tests) {
    return tests
  }

  cacheResults() {}
}
