import type { AxOptimizableComponent } from '@ax-llm/ax'
import type { OpenWorld } from '../contender.ts'
import { systemTexts } from './system-texts.ts'

/** The part of a program that AxGEPA works on: named texts that can be read and set. It is run by an adapter. */
export interface AxTexts {
  getOptimizableComponents(): readonly AxOptimizableComponent[]
  applyOptimizedComponents(texts: Readonly<Record<string, string>>): void
}

export interface AxProgramOptions {
  /** Whether all components are proposed and tried together. Default: one at a time, as Ax picks them. */
  readonly updatesAll: boolean
}

/** The system messages of a world's nodes as components of Ax, told what a user would know of them. */
export function axProgram(world: OpenWorld, { updatesAll }: AxProgramOptions): AxTexts {
  const texts = systemTexts(world.prompts)
  const keys = Object.keys(texts)
  return {
    getOptimizableComponents: () =>
      keys.map((key) => ({
        key,
        kind: 'instruction',
        current: texts[key] ?? '',
        description: `The system message of step "${key}" of an app with the steps ${keys.join(', ')}.`,
        constraints: 'General rules that hold for unseen inputs. Do not copy inputs verbatim.',
        traceId: key,
        dependsOn: updatesAll ? keys.filter((other) => other !== key) : [],
      })),
    applyOptimizedComponents: (changed) => void Object.assign(texts, changed),
  }
}
