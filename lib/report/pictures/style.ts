/** Strips fill their column; the figures beside them take no more room than they need. */
export const PICTURES = `
.strips{width:100%}.strips th,.strips td{padding:.25rem .4rem;vertical-align:middle}.strips thead th{vertical-align:bottom}.strips th:first-child{padding-left:0}
.strips .s{width:100%;min-width:8.5rem;text-align:left}.strips td:last-child,.strips th:last-child{padding-right:0}
.strips tr.loud>*{background:var(--wash)}
.strip{display:block;width:100%;height:2rem;overflow:visible}
.axis{display:block;width:100%;height:.95rem;overflow:visible;font-size:.6875rem;fill:var(--soft)}

.strip .g{fill:none;stroke:var(--line);stroke-width:1;vector-effect:non-scaling-stroke}
.strip .m{stroke:var(--ink);stroke-width:2}.strip .p{stroke:var(--ink);stroke-width:1.25}
.strip .band{fill:var(--line);fill-opacity:.6}
.strip .l{fill:none;stroke-width:1.5;vector-effect:non-scaling-stroke;stroke-opacity:.7}.strip .other{stroke-dasharray:3 3}
.strip .dots{fill:none;stroke-width:5;stroke-linecap:round;vector-effect:non-scaling-stroke}
.strip .bar{stroke:var(--h0);stroke-width:1}.strip .whole{stroke:var(--ink);stroke-width:2}
.strip .span{stroke-width:2.5;stroke-opacity:.6}.strip .half{stroke-width:7;stroke:var(--h2)}.strip .all{stroke-width:1.5;stroke:var(--soft)}
.strips th .wrap{white-space:normal;display:inline-block;min-width:min(18rem,32vw)}.apart span{white-space:nowrap}.panel>h3{margin:0 0 .25rem}
.plot [data-mark="x-axis tick label"]{font-size:10px}
.strip .shape{fill-opacity:.8}
.hidden{position:absolute;width:0;height:0}
.swatch{width:1.5em;height:.9em;margin-right:.4em;vertical-align:-.08em}
@media (min-width:56rem){#worth td.t{white-space:nowrap}}
.w0{fill:var(--h0)}.w2{fill:var(--h2)}.w4{fill:var(--h4)}.tex{fill:var(--paper)}.tex+*{stroke:var(--h0)}
`;
