import { listOf, recordOf, textOf } from '../../app/untyped.ts'
import type { RuntimeNode } from '../node-runner.ts'

/** What is to be extracted. */
export interface ExtractorParameter {
  readonly name: string
  readonly type: ParameterType
  readonly description: string
  readonly required: boolean
  readonly options: readonly string[]
}

export type ParameterType = ScalarType | `array[${ElementType}]`
type ScalarType = 'string' | 'number' | 'boolean'
export type ElementType = ScalarType | 'object'

/** The parameters of an extractor. Old names of types count as what they became. */
export function readParameters({ data }: RuntimeNode): ExtractorParameter[] {
  return listOf(data['parameters']).map((item) => {
    const { name, type, description, required, options } = recordOf(item)
    return {
      name: textOf(name) ?? '',
      type: readType(textOf(type) ?? 'string'),
      description: textOf(description) ?? '',
      required: required === true,
      options: listOf(options).map(String),
    }
  })
}

function readType(type: string): ParameterType {
  if (type === 'select') return 'string'
  return type === 'bool' ? 'boolean' : (type as ParameterType)
}

/** The type of the elements of a list; `undefined` for other types. */
export function elementType(type: ParameterType): ElementType | undefined {
  return type.startsWith('array[') ? (type.slice(6, -1) as ElementType) : undefined
}

/** The JSON schema that the model is to fill. */
export function parametersSchema(parameters: readonly ExtractorParameter[]): ParametersSchema {
  return {
    type: 'object',
    properties: Object.fromEntries(parameters.map((parameter) => [parameter.name, schemaOf(parameter)])),
    required: parameters.filter(({ required }) => required).map(({ name }) => name),
  }
}

export interface ParametersSchema {
  readonly type: 'object'
  readonly properties: Record<string, ParameterSchema>
  readonly required: string[]
}

interface ParameterSchema {
  readonly description: string
  readonly type: ScalarType | 'array'
  readonly items?: { readonly type: ElementType }
  readonly enum?: string[]
}

function schemaOf({ type, description, options }: ExtractorParameter): ParameterSchema {
  const element = elementType(type)
  return {
    description,
    ...(element === undefined ? { type: type as ScalarType } : { type: 'array', items: { type: element } }),
    ...(options.length > 0 ? { enum: [...options] } : {}),
  }
}
