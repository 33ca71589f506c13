import { Metrics } from '@aws-lambda-powertools/metrics'

/** The one buffer of metrics, by service; namespace and service come from the environment. */
export const metrics = new Metrics()
