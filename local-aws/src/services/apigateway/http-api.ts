import { Routes } from './routes.ts'
import { DEFAULT_STAGE, type Stage } from './stage.ts'

/** A Lambda function behind routes. */
export interface Integration {
  id: string
  functionArn: string
  timeoutMs: number
}

/** One HTTP API. */
export class HttpApi {
  readonly id: string
  readonly routes = new Routes()
  readonly integrations = new Map<string, Integration>()
  readonly #stages = new Map<string, Stage>()

  constructor(id: string) {
    this.id = id
  }

  /** @throws RangeError for a second stage of the same name */
  addStage(stage: Stage): void {
    if (this.#stages.has(stage.name)) throw new RangeError(`The API has a stage ${stage.name} already.`)
    this.#stages.set(stage.name, stage)
  }

  removeStage(name: string): void {
    this.#stages.delete(name)
  }

  /**
   * "If the request explicitly matches a stage, API Gateway sends the request to that stage. If no stage fully
   * matches the request, API Gateway sends the request to the $default stage" (guide, "Create routes for HTTP APIs").
   *
   * @param path below the API's endpoint, starting with a slash
   */
  select(path: string): { stage: Stage; routePath: string } | undefined {
    const [, first = ''] = path.split('/', 2)
    const named = first === DEFAULT_STAGE ? undefined : this.#stages.get(first)
    if (named) return { stage: named, routePath: path.slice(first.length + 1) || '/' }
    const stage = this.#stages.get(DEFAULT_STAGE)
    return stage && { stage, routePath: path }
  }
}
