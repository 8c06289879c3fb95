/** What runs on a Dify server, apart from the rest: who runs apps in this process loads no client of a server. */
export * from './target/dify/clean-up.ts'
export * from './target/dify/deployment-ledger.ts'
export * from './target/dify/deployment-record.ts'
export * from './target/dify/dify-target.ts'
