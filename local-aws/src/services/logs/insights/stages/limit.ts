import type { StageMaker } from './stage.ts'

/** @param any whether scanning stops once there are as many: "limit any" */
export function limitStage(limit: number, any: boolean): StageMaker {
  return next => {
    let passed = 0
    return {
      push(row) {
        if (passed === limit) return
        passed++
        next.push(row)
      },
      finish: () => next.finish(),
      isFull: () => next.isFull() || (any && passed === limit),
    }
  }
}
