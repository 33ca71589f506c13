/*
 * `node:process` in the bundles: the bundler replaces it by this file (`alias: { 'node:process': … }`).
 *
 * When an ES module imports `node:process`, Node.js reads every export, which opens the standard streams: about 3 ms of
 * processor time in each cold start.
 */
module.exports = process
