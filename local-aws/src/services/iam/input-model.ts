import { MODEL } from '../../api/models/iam.ts'
import { ServiceModel } from '../../api/service-model.ts'

/** The requests of the IAM API (version 2010-05-08). */
export const INPUTS = new ServiceModel(MODEL, {
  notSimulated: { '*': ['Marker', 'MaxItems', 'PathPrefix'] },
})
