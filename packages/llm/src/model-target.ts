import type { ModelConfig } from '@autoopt/config'
import type { CreateModelOptions } from './create-model.ts'
import { UnknownModelError } from './errors.ts'
import type { LoadModelOptions } from './load-model.ts'
import { modelEndpoint } from './model-endpoint.ts'

/** Which model of which provider, and where. */
export type ModelTarget = Omit<LoadModelOptions, 'fetch'>

/**
 * Where the model of a configuration is; for a simulated one its simulator is started.
 *
 * @throws {@link UnknownModelError} when there is no simulator.
 */
export async function modelTarget(
  config: ModelConfig,
  { simulated }: Pick<CreateModelOptions, 'simulated'>,
): Promise<ModelTarget> {
  if (config.provider !== 'simulated') {
    return { provider: config.provider, model: config.model, endpoint: modelEndpoint(config) }
  }
  if (simulated === undefined) {
    throw new UnknownModelError(
      `Model "simulated:${config.model}" needs the simulator, and none was given; pass createModel the option simulated`,
      { model: config.model },
    )
  }
  const { baseUrl, model } = await simulated(config.model)
  const endpoint = { baseUrl, host: new URL(baseUrl).host, apiKey: undefined, headers: {} }
  return { provider: 'openai-compatible', model, endpoint }
}
