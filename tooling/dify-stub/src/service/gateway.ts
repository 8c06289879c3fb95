/**
 * A proxy in front of the server that loses an answer, on demand: with a page of its own, without the headers of Dify, or by
 * closing the connection.
 */
import type { ServerResponse } from 'node:http'
import type { FaultKind, Faults } from '../faults.ts'

const reasons = { 502: 'Bad Gateway', 503: 'Service Unavailable', 504: 'Gateway Time-out' } as const

type Loss = (response: ServerResponse) => void

const before: Partial<Record<FaultKind, Loss>> = {
  gateway_down: (response) => {
    sendPage(response, 502)
  },
  unavailable: (response) => {
    sendPage(response, 503)
  },
  maintenance: (response) => {
    response.setHeader('retry-after', '0')
    sendPage(response, 503)
  },
  refused_connection: (response) => {
    response.socket?.destroy()
  },
}

const after: Partial<Record<FaultKind, Loss>> = {
  bad_gateway: before.gateway_down as Loss,
  gateway_timeout: (response) => {
    sendPage(response, 504)
  },
  lost_connection: before.refused_connection as Loss,
}

/** Loses the request of a run, so that nothing begins. @returns whether that was asked for. */
export function loseRequest(response: ServerResponse, faults: Faults): boolean {
  return lose(before, response, faults)
}

/** Loses the answer to a run that has begun. @returns whether that was asked for. */
export function loseAnswer(response: ServerResponse, faults: Faults): boolean {
  return lose(after, response, faults)
}

function lose(losses: Partial<Record<FaultKind, Loss>>, response: ServerResponse, faults: Faults): boolean {
  for (const [kind, loss] of Object.entries(losses)) {
    if (!faults.strikes(kind as FaultKind)) continue
    loss(response)
    return true
  }
  return false
}

function sendPage(response: ServerResponse, status: keyof typeof reasons): void {
  const title = `${status} ${reasons[status]}`
  response.removeHeader('x-version')
  response.writeHead(status, { 'content-type': 'text/html' })
  response.end(`<html><head><title>${title}</title></head><body><h1>${title}</h1></body></html>`)
}
