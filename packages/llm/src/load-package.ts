import { MissingPackageError } from './errors.ts'

/**
 * A vendor's package, loaded when it is needed.
 *
 * @throws {@link MissingPackageError} when it is not installed.
 */
export async function loadPackage<Module>(provider: string, load: () => Promise<Module>): Promise<Module> {
  try {
    return await load()
  } catch (cause) {
    const code = cause instanceof Error && 'code' in cause ? cause.code : undefined
    if (code !== 'ERR_MODULE_NOT_FOUND' && code !== 'MODULE_NOT_FOUND') throw cause
    const name = `@ai-sdk/${provider}`
    throw new MissingPackageError(
      `Models of provider ${provider} need the package ${name}, which is not installed; run: npm install ${name}@4`,
      { provider, package: name },
      { cause },
    )
  }
}
