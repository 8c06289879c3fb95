/** How a person calls this command here, for "type this next". */
export function invocation(): string {
  const script = process.env['npm_lifecycle_event']
  return script === 'start' || script === 'autoopt' ? 'npm run -s autoopt --' : 'autoopt'
}
