/** The first screen: the finding beside its map where there is room, above it where there is not. */
export const FIRST_SCREEN = `
header{display:grid;grid-template-columns:minmax(0,1fr);gap:0 3.5rem}
.brand{margin:0;color:var(--soft)}.brand b{color:var(--ink);letter-spacing:-.01em;margin-right:.5em}
h1{font-size:clamp(1.45rem,1.1rem + 1.6vw,2.125rem);line-height:1.16;letter-spacing:-.022em;font-weight:680;margin:.3em 0 .4em;max-width:24em;text-wrap:balance;overflow-wrap:anywhere}
.v{display:inline-block;max-width:100%;overflow-wrap:anywhere}
.dateline{margin:0;color:var(--soft);font-size:.875rem}
.lede{font-size:1.0625rem;line-height:1.5;margin:0 0 .75rem}
.answers{padding:0;margin:.25rem 0 .75rem;list-style:none}.answers li{margin:0 0 .5em}
.map{margin:.5rem 0 0;min-width:0}.map figcaption{margin:0 0 .4rem;color:var(--ink)}.map figcaption span[data-is=setting]{color:var(--soft)}
.map .scroll{margin:.25rem 0}.map .heat td{line-height:1.25;padding:.32rem .45rem;min-width:4.4rem;font-weight:400}.map .bar select{max-width:11rem}
.map td small{display:block;min-height:1.25em;font-size:.75rem}.map thead th{text-align:center;padding-bottom:.3rem;max-width:9rem}.map thead .k{white-space:normal}.map thead th:first-child{text-align:left}
.map .fine{margin:.25rem 0 0;font-size:.8125rem}
.map .scale{display:inline-flex;gap:2px;margin-right:.4em;vertical-align:.05em}
.map .scale i{font-style:normal;font-size:.75rem;line-height:1.3;padding:0 .4em;border-radius:2px}
header .facts{font-size:.875rem;margin:.75rem 0}
@media (min-width:62rem){
header{grid-template-columns:minmax(26rem,1fr) fit-content(54%);grid-template-rows:auto 1fr}
.top,.rest{grid-column:1}.map{grid-column:2;grid-row:1/span 2;margin-top:1.9rem}
header .facts{display:block}header .facts div{display:grid;grid-template-columns:7.5rem 1fr;gap:.5rem;padding:.26rem 0;border-top:1px solid var(--line)}header .facts dt{font-size:inherit}}
@media (max-width:44rem){
.map{display:flex;flex-direction:column}.map .bar{order:1;margin-top:.6rem}
.map thead th{font-size:.75rem;overflow-wrap:anywhere;line-height:1.15;padding:.2rem .15rem}.map thead .k::before{display:block;margin:0}
.map tr>:first-child{padding-right:.35rem}.map th[scope=row]{font-size:.8125rem;overflow-wrap:anywhere;min-width:3.5rem;max-width:6rem;white-space:normal}
.map .heat td,.map .heat td.void{padding:.2rem .1rem;min-width:2.9rem;font-size:.8125rem;white-space:normal}
.lede{font-size:1rem}header .banner{font-size:.8125rem;padding:.35rem .6rem;margin:.5rem 0}}`;
