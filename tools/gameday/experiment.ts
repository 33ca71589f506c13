import type { Connection } from '../clients/connection.ts'
import { inParallel } from '../clients/in-parallel.ts'
import { Ledger } from '../clients/shop/ledger.ts'
import { type SignedFetch, signedFetch } from '../clients/signed-request.ts'
import type { Hop } from '../clients/trail.ts'
import { VideoSite } from '../clients/video/video-site.ts'
import { Background } from './background.ts'
import { ClipUploads } from './clip-uploads.ts'
import type { Consumer } from './consumer.ts'
import { Customers, inboxAddress, simulatorAddress } from './customers.ts'
import { type Dependency, titleOf } from './dependency.ts'
import { invocationsBetween } from './invocations.ts'
import { loggedHops } from './logged-hops.ts'
import { type MailCounts, mailsInInbox, mailsInLog } from './mails.ts'
import { arrivals, type MessageCounts, messageCounts } from './message-counts.ts'
import { openWitness } from './open-witness.ts'
import { duringOutage, StillDownError } from './outage.ts'
import type { OutageTarget } from './outage-target.ts'
import { Pipeline } from './pipeline.ts'
import { type Plan, purchasesOf } from './plan.ts'
import { PurchaseTraffic } from './purchase-traffic.ts'
import type { Clips, Results } from './results.ts'
import { ACCOUNT_QUIET, LOCAL_QUIET, untilSettled } from './settled.ts'
import { watchShipments } from './shipment-watch.ts'
import type { Stage } from './stage.ts'
import type { StageClock } from './stage-clock.ts'

const CLIPS = 4
const AT_ONCE = 8
/** How long functions on the local AWS may take to start, in real ms. */
const START_MS = 30_000

export interface Setup {
  connection: Connection
  stageName: string
  stage: Stage
  consumers: readonly Consumer[]
  down: Dependency
  /** What to take down. */
  targets: readonly OutageTarget[]
  plan: Plan
  clock: StageClock
  /** Uploaded during the outage; undefined to upload nothing. */
  clip: Buffer | undefined
  account: boolean
}

/** Places purchases while a dependency of their consumers is down, and records what becomes of them. */
export class Experiment {
  readonly #setup: Setup
  readonly #report: (line: string) => void
  readonly #request: SignedFetch
  readonly #ledger = new Ledger()
  readonly #traffic: PurchaseTraffic
  readonly #clips: ClipUploads | undefined
  readonly #addressOf: (name: string) => string
  readonly #run = Date.now().toString(36)
  /** The current phase, for progress lines. */
  #phase = 'all is well'

  constructor(setup: Setup, report: (line: string) => void) {
    const { connection, stage, clock, clip, account } = setup
    this.#setup = setup
    this.#report = report
    this.#request = signedFetch(connection)
    this.#addressOf = account ? simulatorAddress : inboxAddress
    this.#traffic = new PurchaseTraffic(
      { request: this.#request, apiUrl: stage.shopApiUrl },
      new Customers(this.#run, this.#addressOf),
      this.#ledger,
      clock,
    )
    this.#clips = clip && new ClipUploads(new VideoSite(this.#request, stage.videoApiUrl), clip, clock)
  }

  /**
   * Everything taken down is restored before it returns or throws.
   *
   * @throws when `signal` aborts; StillDownError
   */
  async run(signal: AbortSignal): Promise<Results> {
    const { connection, stage, stageName, consumers, clock, account } = this.#setup
    const before = await this.#safetyQueues()
    const topicArn = stage.purchasesTopicArn
    const witness = await openWitness(connection, { stageName, topicArn }, clock, signal)
    const pipeline = new Pipeline(connection, consumers, clock, account ? 5_000 : 200)
    const background = new Background(signal)
    try {
      if (!account) await this.#untilIdle(pipeline, background.signal)
      const startedAt = clock.now()
      background.start(signal => watchShipments(witness, this.#ledger, signal))
      background.start(signal => this.#tell(pipeline, signal))
      const ran = await this.#outage(pipeline, background)
      const { deadLetters, undelivered } = await this.#safetyQueues()
      return {
        ...(await this.#look(startedAt, ran.outage)),
        ...ran,
        startedAt,
        queues: pipeline.samplesSince(startedAt),
        deadLetters: arrivals(before.deadLetters, deadLetters),
        undelivered: arrivals(before.undelivered, undelivered),
      }
    } catch (error) {
      if (error instanceof StillDownError || !background.signal.aborted) throw error
      // A failed background task is the reason of the abort.
      throw background.signal.reason
    } finally {
      await background.stop()
      await pipeline.stop()
      await witness.close()
    }
  }

  /**
   * Waits for S3's test messages to the queues and for the start of functions, which are not part of the experiment.
   */
  async #untilIdle(pipeline: Pipeline, signal: AbortSignal): Promise<void> {
    const { clock } = this.#setup
    this.#report('waiting for the functions to start…')
    const settling = { emptyForMs: () => pipeline.emptyForMs, outstanding: () => 0 }
    await untilSettled(settling, LOCAL_QUIET, { clock, until: clock.now() + START_MS * clock.scale, signal })
  }

  async #outage(pipeline: Pipeline, background: Background) {
    const { targets, plan, clock, account, down } = this.#setup
    const { signal } = background
    const count = purchasesOf(plan)
    const traffic = background.start(signal =>
      this.#traffic.run({ count, everyMs: 60_000 / plan.rate }, signal),
    )
    this.#enter('all is well', pipeline)
    await clock.sleep(plan.healthyMs, signal)
    this.#enter(`down: ${titleOf(down)}`, pipeline)
    let from = clock.now()
    await duringOutage(targets, async () => {
      from = clock.now()
      this.#uploadClips(background)
      await clock.sleep(plan.outageMs, signal)
    })
    const to = clock.now()
    this.#enter('all is restored', pipeline)
    await traffic
    const settling = { emptyForMs: () => pipeline.emptyForMs, outstanding: () => this.#ledger.outstanding }
    const givenUp = await untilSettled(settling, account ? ACCOUNT_QUIET : LOCAL_QUIET, {
      clock,
      until: clock.now() + plan.patienceMs,
      signal,
    })
    return { outage: { from, to }, givenUp, endedAt: clock.now() }
  }

  #uploadClips(background: Background): void {
    const uploaders = Array.from({ length: CLIPS }, (_, index) =>
      this.#addressOf(`gameday-${this.#run}-clip-${index + 1}`),
    )
    background.start(async signal => this.#clips?.run(uploaders, this.#setup.plan.outageMs, signal))
  }

  #enter(phase: string, pipeline: Pipeline): void {
    this.#phase = phase
    this.#tellProgress(pipeline)
  }

  /** Reports the progress repeatedly. */
  async #tell(pipeline: Pipeline, signal: AbortSignal): Promise<void> {
    const { clock, account } = this.#setup
    for (;;) {
      await clock.sleep((account ? 10_000 : 2_000) * clock.scale, signal)
      this.#tellProgress(pipeline)
    }
  }

  #tellProgress({ messages }: Pipeline): void {
    const { placed, outstanding } = this.#ledger
    this.#report(
      `${this.#phase}; ${placed} purchases accepted, ${placed - outstanding} shipped, ${messages} messages in the queues…`,
    )
  }

  async #safetyQueues(): Promise<{ deadLetters: MessageCounts; undelivered: MessageCounts }> {
    const { connection, stage } = this.#setup
    return {
      deadLetters: await messageCounts(connection, stage.deadLetterQueues),
      undelivered: await messageCounts(connection, stage.undeliveredQueues),
    }
  }

  /** Reads the results: logs, statuses, mails and metrics. */
  async #look(startedAt: number, outage: Results['outage']) {
    const { connection, stageName, consumers, account, down, plan } = this.#setup
    this.#report('reading the logs…')
    const { placed, failures } = this.#traffic
    const purchaseIds = placed.map(({ purchaseId }) => purchaseId)
    const hops = await loggedHops(connection, purchaseIds, {
      stage: stageName,
      since: new Date(startedAt),
      patienceMs: account ? 60_000 : 0,
    })
    this.#report("asking for each purchase's status…")
    return {
      down,
      plan,
      consumers,
      placed,
      refusals: failures,
      ledger: this.#ledger,
      hops,
      deadLetterReasons: reasonsOf(hops),
      statuses: await this.#statuses(purchaseIds),
      mails: await this.#mails(hops),
      clips: await this.#clipStatuses(),
      invoked: await invocationsBetween(connection, consumers, outage.from, outage.to),
    }
  }

  async #mails(hops: readonly Hop[]): Promise<MailCounts> {
    return this.#setup.account ? mailsInLog(hops) : mailsInInbox(this.#setup.connection)
  }

  async #statuses(purchaseIds: readonly string[]): Promise<Map<string, string>> {
    const { shopApiUrl } = this.#setup.stage
    const statuses = await inParallel(purchaseIds, AT_ONCE, async id => {
      const response = await this.#request('GET', `${shopApiUrl}/purchases/${id}`)
      const { status } = (await response.json()) as { status: string | number }
      return [id, String(status)] as const
    })
    return new Map(statuses)
  }

  async #clipStatuses(): Promise<Clips | undefined> {
    if (!this.#clips) return undefined
    const site = new VideoSite(this.#request, this.#setup.stage.videoApiUrl)
    const { uploaded, failures } = this.#clips
    const statuses = await inParallel(uploaded, AT_ONCE, async ({ videoId }) => {
      const { status } = await site.status(videoId)
      return [videoId, status] as const
    })
    return { uploaded, failures, statuses: new Map(statuses) }
  }
}

function reasonsOf(hops: readonly Hop[]): string[] {
  const given = hops.flatMap(({ outcome, service, reason }) =>
    outcome === 'dead-lettered' ? [`${service}: ${reason}`] : [],
  )
  return [...new Set(given)]
}
