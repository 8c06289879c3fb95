/**
 * A store that `@autoopt/storage-fs` is measured against, driven the way its own documentation says. It keeps bodies, JSON
 * texts, under the id of a prompt and the three numbers of a version.
 */
export interface PeerStore {
  readonly name: string
  /** Whether what it has accepted survives a power cut. Compare a durable save only with a durable one. */
  readonly isDurable: boolean
  /** @returns whether it was new; a peer that cannot tell how many others save at once may be wrong. */
  save(entry: PeerEntry): boolean | Promise<boolean>
  close(): void | Promise<void>
}

/** A peer that also takes many at once, reads, and knows the versions of a prompt in order. */
export interface OrderedPeerStore extends PeerStore {
  /** In one transaction. */
  saveMany(entries: readonly PeerEntry[]): void | Promise<void>
  /** @returns the parsed body. */
  read(key: PeerKey): unknown
  /** @returns the parsed body of the highest version. */
  latest(promptId: string): unknown
  /** @returns version numbers, ascending. */
  list(promptId: string): string[]
}

export interface PeerKey {
  readonly promptId: string
  readonly version: readonly [major: number, minor: number, patch: number]
}

export interface PeerEntry extends PeerKey {
  readonly body: string
}
