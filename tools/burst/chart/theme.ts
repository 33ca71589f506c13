/** Colours for paper and for a dark screen; the viewer's setting decides. */
export const THEME = `
  svg { --surface: #fcfcfb; --ink: #0b0b0b; --muted: #5d5c58; --grid: #e3e2de;
        --encoded: #2a78d6; --failed: #d03b3b; --kept: #c98500; --lost: #0b0b0b; }
  @media (prefers-color-scheme: dark) {
    svg { --surface: #1a1a19; --ink: #f4f3f0; --muted: #b4b2aa; --grid: #383835;
          --encoded: #3987e5; --failed: #e66767; --kept: #c98500; --lost: #f4f3f0; }
  }
  text { font: 13px system-ui, sans-serif; fill: var(--ink); }
  .title { font-size: 20px; font-weight: 600; }
  .panel { font-size: 15px; font-weight: 600; }
  .detail, .axis, .tick { font-size: 12px; fill: var(--muted); }
  .tick { font-variant-numeric: tabular-nums; }
  .background { fill: var(--surface); }
  .grid { stroke: var(--grid); }
  .encoded { fill: var(--encoded); } .failed { fill: var(--failed); }
  .kept { fill: var(--kept); } .lost { fill: var(--lost); }
  .area { fill: var(--encoded); opacity: 0.18; }
  .series { fill: none; stroke: var(--encoded); stroke-width: 2; }
  .ideal { stroke: var(--muted); stroke-width: 1.5; stroke-dasharray: 6 4; }
  .range { stroke: var(--encoded); stroke-width: 2; }
  circle { fill: var(--encoded); stroke: var(--surface); stroke-width: 2; }
`
