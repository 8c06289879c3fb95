import { entryOf } from '../app/entry-of.ts'
import type { RunnableApp } from '../app/load-app.ts'
import type { DifyVersion, Value, Values } from '../values/value.ts'
import { VariablePool } from './variable-pool.ts'

/** What a run is started with, checked. */
export interface RunStart {
  readonly inputs: Values
  readonly system: Values
  /** Conversation variables as earlier turns left them. */
  readonly conversation: Values
  /** Environment variables that replace those of the file; secrets are empty in exported files. */
  readonly environment: Values
}

/** The pool of variables as it is before the first node. */
export function fillPool(app: RunnableApp, { system, conversation, environment }: RunStart): VariablePool {
  const pool = new VariablePool()
  pool.setAll('sys', system)
  for (const { name, type, value } of app.environment) {
    pool.set(['env', name], entryOf(environment, name) ?? value)
    pool.declare(['env', name], type)
  }
  for (const { name, type, value } of app.conversation) {
    pool.set(['conversation', name], entryOf(conversation, name) ?? value)
    pool.declare(['conversation', name], type)
  }
  return pool
}

export interface SystemFacts {
  readonly dify: DifyVersion
  readonly mode: string
  readonly userId: string
  readonly appId: string
  readonly workflowId: string
  readonly runId: string
  readonly startedAt: number
  readonly files: Value
  readonly query: string | undefined
  readonly conversationId: string | undefined
  /** Turns of the conversation before this one. */
  readonly turns: number
}

/** `sys.*` of a run. What belongs to conversations is not there in apps without them. */
export function systemVariables(facts: SystemFacts): Record<string, Value> {
  const { dify, mode } = facts
  return {
    files: facts.files,
    user_id: facts.userId,
    app_id: facts.appId,
    workflow_id: facts.workflowId,
    workflow_run_id: facts.runId,
    ...(dify === '1.12' ? { timestamp: Math.floor(facts.startedAt / 1000) } : {}),
    ...(mode === 'workflow'
      ? {}
      : {
          query: facts.query ?? '',
          conversation_id: facts.conversationId ?? '',
          dialogue_count: facts.turns + (dify === '1.12' ? 1 : 0),
        }),
  }
}
