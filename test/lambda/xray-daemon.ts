import { createSocket } from 'node:dgram'
import { once } from 'node:events'
import type { AddressInfo } from 'node:net'

export interface Segment {
  name: string
  id: string
  parent_id: string
  trace_id: string
  end_time: number
  fault?: boolean
  annotations?: Record<string, unknown>
}

/** The trace that invocations of these tests belong to. */
export const ROOT = '1-5759e988-bd862e3fe1be46a994272793'
export const PARENT = '53995c3f42cd8ad8'

/** An X-Ray daemon that keeps what a function in the test's own process sends. */
export class XRayDaemon {
  readonly #socket = createSocket('udp4')
  #segments: Segment[] = []

  /** Makes the environment that of a traced function; what traces is imported after this. */
  async open(): Promise<void> {
    this.#socket.on('message', datagram =>
      this.#segments.push(JSON.parse(String(datagram).split('\n')[1] ?? '')),
    )
    this.#socket.bind(0, '127.0.0.1')
    await once(this.#socket, 'listening')
    const { port } = this.#socket.address() as AddressInfo
    Object.assign(process.env, {
      AWS_EXECUTION_ENV: 'AWS_Lambda_nodejs24.x',
      LAMBDA_TASK_ROOT: '/var/task',
      AWS_XRAY_DAEMON_ADDRESS: `127.0.0.1:${port}`,
    })
  }

  close(): Promise<void> {
    return new Promise(resolve => this.#socket.close(() => resolve()))
  }

  invoked(sampled: boolean): void {
    process.env._X_AMZN_TRACE_ID = `Root=${ROOT};Parent=${PARENT};Sampled=${sampled ? 1 : 0}`
  }

  /** Waits until there are at least as many segments, and takes them all. */
  async received(count: number): Promise<Segment[]> {
    while (this.#segments.length < count) await once(this.#socket, 'message')
    const taken = this.#segments
    this.#segments = []
    return taken
  }
}
