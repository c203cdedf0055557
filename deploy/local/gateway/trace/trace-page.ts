import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { TracedCall } from './call-record.ts'
import { callView } from './call-view.ts'
import { html } from './html.ts'

const style = { html: readFileSync(join(import.meta.dirname, 'page-style.css'), 'utf8') }

/** Renders the last calls as one page without scripts or assets. */
export function tracePage(records: TracedCall[]): string {
  const page = html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Calls · local gateway</title>
<style>${style}</style>
</head>
<body>
<header>
<h1>Calls through the gateway</h1>
<p>Newest first, without secrets. <a href="">Reload</a> to see new calls. For JSON, send <code>accept: application/json</code>.</p>
<p class="legend">The colour of a policy is its scope: ${['operation', 'api', 'product', 'global'].map((scope) => html`<b class="${scope}">${scope}</b>`)}</p>
</header>
<main>
${records.length === 0 ? html`<p class="empty">No call yet. Call the API, then reload this page.</p>` : records.map((record, index) => callView(record, index === 0))}
</main>
</body>
</html>
`
  return page.html
}
