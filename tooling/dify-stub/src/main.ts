/** Starts a stand-in for Dify: `node --conditions=@autoopt/source src/main.ts [version] [port]`. Its apps call no models. */
import { startDifyStub } from './start-dify-stub.ts'

const [version = '1.12.1', port = '0'] = process.argv.slice(2)
const stub = await startDifyStub({ version, port: Number(port) })
console.log(
  JSON.stringify({ url: stub.url, version: stub.version, account: stub.account, admin_api_key: stub.adminApiKey }),
)
