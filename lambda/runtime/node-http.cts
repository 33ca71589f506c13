/*
 * `node:http` in the bundles: the bundler replaces it by this file (`alias: { 'node:http': … }`).
 *
 * When an ES module imports `node:http`, Node.js reads every export. One of them, `WebSocket`, loads all of undici,
 * which no function uses: about 12 ms of processor time in each cold start. `getBuiltinModule` reads no export.
 */
module.exports = process.getBuiltinModule('node:http')
