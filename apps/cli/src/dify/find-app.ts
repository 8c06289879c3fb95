import { type App, type DifyClient, DifyNotFoundError } from '@autoopt/dify-client'
import { UsageError } from '../exit-code.ts'

const looksLikeId = /^[\da-f]{8}-(?:[\da-f]{4}-){3}[\da-f]{12}$/i

/**
 * The app with an id or a name.
 *
 * @throws {@link UsageError} when there is none, or several have the name.
 */
export async function findApp({ console }: DifyClient, idOrName: string): Promise<App> {
  if (looksLikeId.test(idOrName)) {
    try {
      return await console.apps.get(idOrName)
    } catch (error) {
      if (!(error instanceof DifyNotFoundError)) throw error
    }
  }
  const named: App[] = []
  for await (const app of console.apps.list({ name: idOrName })) if (app.name === idOrName) named.push(app)
  const [app, ...others] = named
  if (app === undefined) throw new UsageError(`The workspace has no app with the id or name "${idOrName}".`)
  if (others.length > 0)
    throw new UsageError(
      `${named.length} apps are called "${idOrName}". Give an id: ${named.map(({ id }) => id).join(', ')}.`,
    )
  return app
}
