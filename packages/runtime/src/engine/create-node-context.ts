import { NodeError, NotProvidedError } from '../errors.ts'
import type { NodeContext, ResolvedModel } from '../nodes/node-runner.ts'
import type { Sandbox } from '../sandbox/sandbox.ts'
import type { FileValue } from '../values/file-value.ts'
import { renderPrompt, renderTemplate } from '../variables/render-template.ts'
import type { GraphRun } from './graph-run.ts'
import type { NodeExecution } from './node-execution.ts'

/** What the runner of a node may use, for one run of it. */
export function createNodeContext(execution: NodeExecution): NodeContext {
  const { graph, node } = execution
  const { state, variables, signal } = graph
  const { services, app, dify } = state
  const options = { variables, dify }
  const missing = (option: string): NotProvidedError =>
    new NotProvidedError({ option, node_id: node.id, node_type: node.type })
  return {
    executionId: execution.id,
    app: {
      mode: app.mode,
      name: app.name,
      workflow_id: app.workflowId,
      run_id: state.runId,
      task_id: state.taskId,
    },
    dify,
    variables,
    renderText: (template) => renderTemplate(template, options),
    renderPrompt: (template) => renderPrompt(template, options),
    sandbox: async (): Promise<Sandbox> => {
      if (services.openSandbox === undefined) throw missing('a sandbox')
      return services.openSandbox()
    },
    model: async (settings): Promise<ResolvedModel> => {
      if (services.resolveModel === undefined) throw missing('models')
      return services.resolveModel(settings)
    },
    conversation: services.conversation,
    http: services.http,
    readFile: (file) => readFile(file, graph),
    signal,
    streamText: (name, delta) => {
      if (!graph.isEnded) graph.stream.push(node.id, name, delta)
    },
    emit: (event) => {
      if (!graph.isEnded) state.emit(event)
    },
    engine: {
      variables,
      recordings: services.recordings,
      emitContainer: (event) => {
        if (!graph.isEnded) execution.tellRound(event)
      },
      runRound: async ({ kind, index, rootId, variables: roundVariables }) => {
        if (!app.nodes.has(rootId)) {
          throw new NodeError(`start node ${rootId} of ${kind} ${node.id} not found`, {
            type: 'StartNodeIdNotFoundError',
          })
        }
        return graph.runRound(app.graphFrom(rootId), {
          variables: roundVariables,
          scope: { kind, containerId: node.id, index },
        })
      },
    },
  }
}

async function readFile(file: FileValue, { state, signal }: GraphRun): Promise<Uint8Array> {
  return file.read === undefined ? state.services.readRemoteFile(file, signal) : file.read(signal)
}
