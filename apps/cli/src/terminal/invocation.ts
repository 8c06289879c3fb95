/** How a person calls this command here, for "type this next". */
export function invocation(): string {
  return isOwnScript() ? 'npm run -s autoopt --' : 'autoopt'
}

/** Whether npm runs this as a script of autoopt's own checkout. */
export function isOwnScript(): boolean {
  const { npm_package_name: owner, npm_lifecycle_event: script } = process.env
  return owner === 'autoopt' && (script === 'start' || script === 'autoopt')
}
