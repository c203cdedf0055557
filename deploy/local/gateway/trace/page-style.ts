export const pageStyle = `
:root { color-scheme: light dark; --ink: light-dark(#1b1f27, #e6e8ee); --dim: light-dark(#626b7a, #98a1b1);
  --line: light-dark(#dfe3ea, #343a46); --paper: light-dark(#f5f6f9, #14171c); --card: light-dark(#fff, #1c2027);
  --blue: light-dark(#2456c7, #86aeff); --good: light-dark(#157347, #5fcf97); --warn: light-dark(#a15c00, #f0b35a);
  --bad: light-dark(#b3261e, #ff8a80); }
* { box-sizing: border-box; }
body { margin: 0; font: 15px/1.5 system-ui, sans-serif; color: var(--ink); background: var(--paper); }
header, main { max-width: 1080px; margin: 0 auto; padding: 0 20px; }
header { padding-top: 28px; } h1 { font-size: 22px; margin: 0; } header p { color: var(--dim); margin: 4px 0 0; } header p:last-child { margin-bottom: 20px; }
.legend { font-size: 13px; } .legend b { font-weight: 400; border-left: 3px solid var(--line); padding: 0 12px 0 6px; margin-left: 6px; }
a { color: var(--blue); } code { font: 13px/1.5 ui-monospace, monospace; overflow-wrap: anywhere; }
summary { cursor: pointer; list-style: none; } summary::-webkit-details-marker { display: none; }
summary:focus-visible, a:focus-visible { outline: 2px solid var(--blue); outline-offset: 2px; border-radius: 6px; }
.empty { color: var(--dim); text-align: center; padding: 60px; }
.call { background: var(--card); border: 1px solid var(--line); border-radius: 10px; margin-bottom: 10px; }
.call > summary { display: flex; gap: 12px; align-items: center; padding: 10px 16px; flex-wrap: wrap; }
.call[open] > summary { border-bottom: 1px solid var(--line); }
.call > :not(summary) { margin-left: 16px; margin-right: 16px; }
.status { min-width: 46px; text-align: center; padding: 1px 8px; border-radius: 99px; font-weight: 600; font-size: 13px;
  border: 1px solid currentColor; }
.good { color: var(--good); } .refused { color: var(--warn); } .bad { color: var(--bad); }
.line { flex: 1; overflow-wrap: anywhere; } .line i { color: var(--dim); font-size: 13px; margin-left: 6px; } .aside, small { color: var(--dim); font-size: 13px; font-weight: 400; }
.flow { display: grid; grid-template-columns: minmax(90px, 1fr) minmax(56px, .7fr) minmax(120px, 1.2fr) minmax(56px, .7fr) minmax(110px, 1fr) minmax(90px, .9fr) minmax(110px, 1fr);
  align-items: center; margin: 20px 16px; }
.box { border: 1.5px solid var(--blue); border-radius: 10px; padding: 10px; text-align: center; color: inherit;
  text-decoration: none; background: var(--card); display: flex; flex-direction: column; min-height: 66px; justify-content: center; }
.box span { font-size: 12px; color: var(--dim); line-height: 1.3; } a.box:hover { background: var(--paper); }
.unreached { opacity: .55; } .box.unreached { border: 1.5px dashed var(--dim); }
.arrow { position: relative; text-align: center; font-size: 12px; color: var(--blue); align-self: center; }
.arrow.unreached { color: var(--dim); }
.across span { display: block; padding: 0 6px; min-height: 18px; line-height: 1.2; margin-bottom: 4px; }
.across { padding-bottom: 22px; }
.across::before { content: ""; position: absolute; left: 2px; right: 8px; bottom: 20px; border-top: 1.5px solid currentColor; }
.across::after { content: ""; position: absolute; right: 4px; bottom: 16px; border: 5px solid transparent; border-left: 7px solid currentColor; border-right: 0; }
.down { grid-column: 3; height: 40px; padding: 8px 0 0 34px; }
.down::before { content: ""; position: absolute; left: 50%; top: 2px; bottom: 8px; border-left: 1.5px solid currentColor; }
.down::after { content: ""; position: absolute; left: calc(50% - 4px); bottom: 2px; border: 5px solid transparent; border-top: 7px solid currentColor; border-bottom: 0; }
.entra { grid-column: 3; }
.failure { border-left: 3px solid var(--bad); padding: 6px 12px; background: color-mix(in srgb, var(--bad) 8%, transparent); }
h2 { font-size: 14px; margin: 18px 0 6px; scroll-margin-top: 12px; }
.steps { list-style: none; margin: 0; padding: 0; } .steps .steps { margin: 4px 0 6px 14px; }
.steps li { border-left: 3px solid var(--line); } .steps li.failed { border-color: var(--bad); }
:is(li, b).global { border-color: #8a93a3; } :is(li, b).product { border-color: #b08bd6; } :is(li, b).api { border-color: #5f8ff0; } :is(li, b).operation { border-color: #4fb98a; }
.steps summary { display: grid; grid-template-columns: minmax(190px, auto) 1fr 140px 76px; gap: 10px; padding: 3px 10px; align-items: center; }
.steps summary:hover { background: var(--paper); }
.policy { font: 600 13px ui-monospace, monospace; } .policy::before { content: "▸"; color: var(--dim); margin-right: 6px; }
details[open] > summary > .said { visibility: hidden; }
details[open] > summary > .policy::before { content: "▾"; }
.said { min-height: 1.5em; color: var(--dim); font-size: 13px; white-space: nowrap; overflow: hidden; text-overflow: ellipsis; }
.failed > details > summary .said { color: var(--bad); }
.bar { position: relative; height: 8px; background: var(--paper); border-radius: 4px; overflow: hidden; }
.bar i { position: absolute; top: 0; bottom: 0; background: var(--blue); border-radius: 4px; }
.took { text-align: right; font: 12px ui-monospace, monospace; color: var(--dim); }
.steps p { margin: 2px 12px 2px 28px; font-size: 13px; overflow-wrap: anywhere; } .steps .place { color: var(--dim); font-size: 12px; }
.outbound { margin: 4px 12px 8px 28px; padding: 6px 0; border: 1px solid var(--line); border-radius: 8px; } .outbound p { margin-left: 12px; }
dl { display: grid; grid-template-columns: minmax(140px, auto) 1fr; gap: 0 14px; margin: 4px 12px; font: 12px/1.6 ui-monospace, monospace; }
dt { color: var(--dim); } dd { margin: 0; overflow-wrap: anywhere; }
.headers { margin-top: 8px; margin-bottom: 12px; } .headers summary { color: var(--dim); font-size: 13px; } .headers summary::before { content: "▸ "; } .headers[open] summary::before { content: "▾ "; }
@media (max-width: 760px) { .steps summary { grid-template-columns: 1fr 76px; } .bar, .said { display: none; }
  .line { flex-basis: 70%; }
  /* The row stands upright, and Entra ID beside the gateway. */
  .flow { grid-template-columns: 3fr 52px 2fr; } .client, .service, .graph { grid-column: 1; }
  .across { grid-column: 1 / -1; --middle: calc(.3 * (100% - 52px)); }
  .gateway { grid-row: 3; grid-column: 1; } .entra { grid-row: 3; grid-column: 3; }
  .across { height: 40px; padding: 10px 0 0 var(--middle); text-align: left; } .across span { padding-left: 10px; }
  .across::before { left: var(--middle); right: auto; top: 3px; bottom: 8px; border-top: 0; border-left: 1.5px solid currentColor; }
  .across::after { left: calc(var(--middle) - 4px); right: auto; bottom: 2px; border: 5px solid transparent; border-top: 7px solid currentColor; border-bottom: 0; }
  .down { grid-row: 3; grid-column: 2; height: auto; padding: 0 0 22px; }
  .down::before { left: 2px; right: 8px; top: 50%; bottom: auto; border-left: 0; border-top: 1.5px solid currentColor; }
  .down::after { left: auto; right: 2px; bottom: calc(50% - 6px); border: 5px solid transparent; border-left: 7px solid currentColor; border-right: 0; }
}
`
