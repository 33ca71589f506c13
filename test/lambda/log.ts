export type LogLine = Record<string, unknown>

/** What a function writes to its log, from when this is made until the test ends. */
export class Log {
  #text = ''

  constructor() {
    for (const stream of [process.stdout, process.stderr]) {
      jest.spyOn(stream, 'write').mockImplementation(text => {
        this.#text += String(text)
        return true
      })
    }
  }

  get text(): string {
    return this.#text
  }

  get hops(): LogLine[] {
    return this.#lines.filter(({ message }) => message === 'hop')
  }

  /** The embedded metrics, one object for each time that they were flushed; without those of objectives. */
  get metrics(): LogLine[] {
    return this.#lines.filter(line => '_aws' in line && !('InTime' in line))
  }

  /** Which of the items that came to the end of a pipeline were in time. */
  inTime(pipeline: string): number[] {
    return this.#lines
      .filter(line => 'InTime' in line && line.pipeline === pipeline)
      .flatMap(({ InTime }) => InTime as number | number[])
  }

  get #lines(): LogLine[] {
    return this.#text
      .split('\n')
      .filter(line => line.startsWith('{'))
      .map(line => JSON.parse(line))
  }
}
