import { recordOf, textOf } from '../app/untyped.ts'
import type { ModelSettings, RuntimeNode } from '../nodes/node-runner.ts'

/** What a node says about its model. */
export function readModelSettings({ id, type, data }: RuntimeNode): ModelSettings {
  const model = recordOf(data['model'])
  return {
    provider: textOf(model['provider']) ?? '',
    name: textOf(model['name']) ?? '',
    mode: model['mode'] === 'completion' ? 'completion' : 'chat',
    completion_params: recordOf(model['completion_params']),
    node_id: id,
    node_type: type,
  }
}
