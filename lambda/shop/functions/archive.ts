import { setTimeout as wait } from 'node:timers/promises'
import { customResourceHandler } from '../../runtime/custom-resource.ts'
import { topicArchive } from '../topic-archive.ts'

/** Turns the archive of the purchases' topic on and off, for CloudFormation. */
export const handler = customResourceHandler(topicArchive(wait))
