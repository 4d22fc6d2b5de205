export { type AccountStatus, type App, createApp } from './app.ts'
export type { AccountConfig, Config } from './config/config.ts'
export { loadConfig } from './config/load.ts'
export type { Upstream } from './upstream/port.ts'
