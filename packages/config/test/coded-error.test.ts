import { describe, expect, it } from 'vitest'
import { CodedError } from '../src/index.ts'

abstract class WeatherError extends CodedError {
  static override readonly mark = Symbol.for('@autoopt/config/test/WeatherError')
}

class RainError extends WeatherError {
  static override readonly code = 'WEATHER-RAIN-001'
  override readonly name = 'RainError'
  readonly code = RainError.code
}

class SnowError extends WeatherError {
  static override readonly code = 'WEATHER-SNOW-001'
  override readonly name = 'SnowError'
  readonly code = SnowError.code
}

describe('an error with a code', () => {
  const rain = new RainError('It rains', { place: 'Bergen' }, { cause: 'clouds' })

  it('is one of its class, of its family and of all errors with a code', () => {
    expect(rain).toBeInstanceOf(RainError)
    expect(rain).toBeInstanceOf(WeatherError)
    expect(rain).toBeInstanceOf(CodedError)
    expect(rain).not.toBeInstanceOf(SnowError)
    expect(rain).toMatchObject({ code: RainError.code, context: { place: 'Bergen' }, cause: 'clouds' })
  })

  it('is known by mark and code when another build made it', () => {
    const elsewhere = Object.assign(new Error('It rains'), { code: RainError.code, [WeatherError.mark]: true })
    expect(elsewhere).toBeInstanceOf(RainError)
    expect(elsewhere).toBeInstanceOf(WeatherError)
    expect(elsewhere).not.toBeInstanceOf(SnowError)
  })

  it('is not what merely has the same code', () => {
    expect(Object.assign(new Error('It rains'), { code: RainError.code })).not.toBeInstanceOf(RainError)
    expect({ code: RainError.code, [WeatherError.mark]: true }).not.toBeInstanceOf(RainError)
    expect(new Error('It rains')).not.toBeInstanceOf(CodedError)
  })

  it('keeps its marks out of what is printed and written', () => {
    expect(Object.getOwnPropertySymbols(rain).filter((key) => Object.propertyIsEnumerable.call(rain, key))).toEqual([])
  })
})
