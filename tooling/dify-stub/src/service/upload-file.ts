import { randomUUID } from 'node:crypto'
import { writeFile } from 'node:fs/promises'
import { extname, join } from 'node:path'
import type { Exchange } from '../http/exchange.ts'
import { Refusal, sendJson } from '../http/reply.ts'
import type { Parameters } from '../http/router.ts'
import type { ServiceContext } from './service-routes.ts'

/** `POST /files/upload`. */
export async function uploadFile(
  { body, headers, response }: Exchange,
  _parameters: Parameters,
  { app, workspace }: ServiceContext,
): Promise<void> {
  const form = await new Response(new Uint8Array(body), { headers: { 'content-type': headers['content-type'] ?? '' } })
    .formData()
    .catch(() => undefined)
  const file = form?.get('file')
  const user = form?.get('user')
  if (!(file instanceof File)) throw new Refusal(400, 'no_file_uploaded', 'Please upload your file.')
  const id = randomUUID()
  const extension = extname(file.name).slice(1)
  const path = join(workspace.options.folder, `${id}.${extension}`)
  await writeFile(path, Buffer.from(await file.arrayBuffer()))
  const { name, size, type } = file
  workspace.files.set(id, { id, name, size, type, path, user: typeof user === 'string' ? user : '', appId: app.id })
  sendJson(response, 201, {
    id,
    name,
    size,
    extension,
    mime_type: type,
    created_by: user,
    created_at: Math.floor(Date.now() / 1000),
  })
}
