import { Markup } from './markup.ts'

/** Waiting is hatched, working is solid, and what is not done is dashed: the page is read without colours, too. */
export const STYLE = new Markup(`
:root { color-scheme: light dark; --wait: #8a6d00; --work: #1f6feb; --bad: #b42318; --line: #8884; }
@media (prefers-color-scheme: dark) { :root { --wait: #e3b341; --work: #79b8ff; --bad: #ff7b72; } }
body { font: 15px/1.45 system-ui, sans-serif; margin: 2rem; }
h1 { font-size: 1.3rem; } h2 { font-size: 1.1rem; margin-top: 2rem; }
code, td, th { font-variant-numeric: tabular-nums; }
table { border-collapse: collapse; width: 100%; }
th, td { text-align: left; padding: .3rem .6rem .3rem 0; vertical-align: top; }
thead, tbody { border-bottom: 1px solid var(--line); }
td.number, th.number { text-align: right; white-space: nowrap; }
.times { width: 45%; min-width: 14rem; padding: .3rem 0; }
.track { position: relative; height: 1.2rem; }
.track span { position: absolute; top: .15rem; height: .9rem; min-width: 2px; box-sizing: border-box; }
.axis span { font-weight: normal; border-left: 1px solid var(--line); padding-left: .2rem; height: 1.2rem; white-space: nowrap; }
.wait { border: 1px solid var(--wait); background: repeating-linear-gradient(45deg, var(--wait) 0 1px, transparent 1px 5px); }
.work { background: var(--work); }
.open { border: 1px dashed var(--bad); border-right: 0; }
.bad { color: var(--bad); }
.why td { padding: 0 0 .4rem 1rem; }
.reason { margin: 0; overflow-wrap: anywhere; }
.key span { display: inline-block; width: 2rem; height: .8rem; margin: 0 .4rem 0 1rem; box-sizing: border-box; }
`)
