import { MODEL } from '../../api/models/sqs.ts'
import { ServiceModel } from '../../api/service-model.ts'

/** The requests of the SQS API (version 2012-11-05). */
export const INPUTS = new ServiceModel(MODEL)
