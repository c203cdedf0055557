import type { CallRecord } from './call-record.ts'

export function tracePage(records: CallRecord[]): string {
  return `<!doctype html><title>Calls</title>${records.length}`
}
