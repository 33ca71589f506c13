/** Where the objects of the lake's bucket are, by what they are. */
export const EVENTS = 'events/'
/** What comes before the hour of arrival in the keys of events. */
export const HOUR = `${EVENTS}hour=`
/** What Firehose could not process. */
export const FAILED = 'failed/'
/** What Athena answered. */
export const RESULTS = 'results/'

/** The name of an hour of arrival, in UTC: as Firehose writes it into a prefix, and as Athena reads it. */
export const HOUR_FORMAT = 'yyyy-MM-dd-HH'
