/**
 * Watches over what a stream's reader promises: the records of each key in their order, each of them until it is done,
 * and none again after that. A record's text is its key and its number: `a:1`.
 */
export class DeliveryLedger {
  /** What was against the promise, in words; a function cannot throw it, as it would be the function's error. */
  readonly violations: string[] = []
  readonly #written = new Map<string, string[]>()
  readonly #done = new Set<string>()
  readonly #inWork = new Set<string>()

  /** @returns the text of the key's next record */
  write(key: string): string {
    const ofKey = this.#written.get(key) ?? []
    this.#written.set(key, ofKey)
    const text = `${key}:${ofKey.length}`
    ofKey.push(text)
    return text
  }

  /** A function begins to work on a batch. */
  begin(batch: readonly string[]): void {
    const inBatch = new Set<string>()
    for (const text of batch) {
      if (this.#done.has(text)) this.violations.push(`${text} came again after it was done`)
      if (this.#inWork.has(text) || inBatch.has(text)) this.violations.push(`${text} is worked on twice`)
      const early = this.#before(text).find(each => !this.#done.has(each) && !inBatch.has(each))
      if (early) this.violations.push(`${text} came before ${early} was done`)
      inBatch.add(text)
    }
    for (const text of batch) this.#inWork.add(text)
  }

  /** A function has ended its work on a batch, of which it reports the first records as done. */
  end(batch: readonly string[], done: readonly string[]): void {
    for (const text of batch) this.#inWork.delete(text)
    for (const text of done) this.#settle(text)
  }

  /** A batch went to the on-failure destination. */
  giveUp(batch: readonly string[]): void {
    for (const text of batch) this.#settle(text)
  }

  /** Those that are neither worked on nor given up. */
  get open(): string[] {
    return [...this.#written.values()].flat().filter(text => !this.#done.has(text))
  }

  #settle(text: string): void {
    if (this.#done.has(text)) this.violations.push(`${text} is done twice`)
    this.#done.add(text)
  }

  #before(text: string): readonly string[] {
    const [key = '', number] = text.split(':')
    return (this.#written.get(key) ?? []).slice(0, Number(number))
  }
}
