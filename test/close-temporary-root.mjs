/** Runs after all tests, for Jest takes the default export alone. */
export { closeTemporaryRoot as default } from './temporary-root.mjs'
