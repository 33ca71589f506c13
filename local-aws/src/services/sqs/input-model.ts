import { MODEL } from '../../api/model/generated/sqs.ts'
import { ServiceModel } from '../../api/model/service-model.ts'

/** The requests of the SQS API (version 2012-11-05). */
export const INPUTS = new ServiceModel(MODEL)
