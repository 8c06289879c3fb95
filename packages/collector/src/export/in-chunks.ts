const chunkBytes = 65_536

/** Gathers small pieces into chunks that are worth a system call. Halves of characters that stand alone become U+FFFD. */
export async function* inChunks(
  pieces: AsyncIterable<string | Uint8Array>,
): AsyncGenerator<Uint8Array, void, undefined> {
  let gathered: Uint8Array[] = []
  let bytes = 0
  for await (const piece of pieces) {
    const chunk = typeof piece === 'string' ? Buffer.from(piece, 'utf8') : piece
    gathered.push(chunk)
    bytes += chunk.byteLength
    if (bytes < chunkBytes) continue
    yield Buffer.concat(gathered)
    gathered = []
    bytes = 0
  }
  if (bytes > 0) yield Buffer.concat(gathered)
}
