import { COMPARING_STYLE } from './compare/on-page/style.ts';
import { EVERY_TEST } from './every-test/style.ts';
import { FIRST_SCREEN } from './map/style.ts';
import { MARK_STYLE } from './marks.ts';
import { PALETTE } from './palette.ts';
import { PICTURES } from './pictures/style.ts';
import { WORKLOAD_STYLE } from './workload/style.ts';

const BASE = `
*{box-sizing:border-box}
html{font:16px/1.55 system-ui,-apple-system,"Segoe UI",Roboto,"Helvetica Neue",Arial,sans-serif;background:var(--paper);color:var(--ink);-webkit-text-size-adjust:100%;scroll-padding-top:4.5rem}
body{margin:0 auto;max-width:90rem;padding:1.75rem clamp(1rem,4vw,3rem) 4rem}
h2{font-size:1.5rem;letter-spacing:-.012em;line-height:1.25;margin:0 0 1rem}
h3{font-size:1.0625rem;margin:2rem 0 .5rem}
h4{font-size:.875rem;margin:0 0 .25rem;color:var(--soft);font-weight:600}
p,li,dd,figcaption{max-width:46rem}
a{color:var(--link);text-underline-offset:.18em}
code{font:.92em ui-monospace,SFMono-Regular,Menlo,Consolas,monospace;overflow-wrap:anywhere}
abbr{text-decoration:none}
section{margin:0}
main>section{border-top:1px solid var(--line);padding-top:2rem;margin-top:3.5rem}
main>section{content-visibility:auto;contain-intrinsic-size:auto 40rem}@media print{main>section{content-visibility:visible}}
main>section:first-child{border-top:0;padding-top:0;margin-top:2rem}
.view+.view{margin-top:2.5rem}
.view>h3:first-child{margin-top:0}
.soft{color:var(--soft);font-weight:400}
.fine,figcaption{color:var(--soft);font-size:.875rem;line-height:1.5}
.none{color:var(--soft);font-style:italic}
.skip{position:absolute;left:-99rem}.skip:focus{left:1rem;top:.5rem}
:focus-visible{outline:2px solid var(--link);outline-offset:2px}
[hidden]{display:none!important}`;

const SECTIONS = `
.banner{border-left:4px solid;padding:.5rem .85rem;margin:.75rem 0;max-width:46rem;border-radius:0 4px 4px 0;font-size:.9375rem;line-height:1.45}
.banner.loud{background:var(--warn-wash);border-color:var(--warn);color:var(--warn-ink)}
.banner.calm{background:var(--wash);border-color:var(--soft)}
.facts{display:grid;grid-template-columns:repeat(auto-fit,minmax(9.5rem,1fr));gap:.9rem 1.5rem;margin:1rem 0}
.facts dt{color:var(--soft);font-size:.8125rem}.facts dd{margin:0;font-variant-numeric:tabular-nums;line-height:1.35}
nav{margin:1.5rem 0 0;padding:.5rem 0;border-top:1px solid var(--line);border-bottom:1px solid var(--line);font-size:.875rem;line-height:1.9}nav a{margin-right:1.1em;white-space:nowrap;text-decoration:none}nav a:hover{text-decoration:underline}
.proof b{font-size:1.5rem;margin-right:.4em}
.rules{display:grid;grid-template-columns:minmax(9rem,13rem) 1fr;gap:.75rem 2rem;margin:0}
.rules dt{font-weight:600}.rules dd{margin:0}`;

const TABLES = `
.scroll thead th:first-child,.scroll th[scope=row]:first-child{position:sticky;left:0;background:var(--paper);z-index:1}
.scroll{background:linear-gradient(to right,var(--paper) 40%,transparent) left/2.5rem 100% no-repeat local,linear-gradient(to left,var(--paper) 40%,transparent) right/2.5rem 100% no-repeat local,linear-gradient(to right,var(--edge),transparent) left top/.7rem calc(100% - 2px) no-repeat scroll,linear-gradient(to left,var(--edge),transparent) right top/.7rem calc(100% - 2px) no-repeat scroll}
.scroll{overflow-x:auto;margin:.5rem 0 1rem;-webkit-overflow-scrolling:touch}
table{border-collapse:separate;border-spacing:0;font-size:.875rem;line-height:1.4;font-variant-numeric:tabular-nums lining-nums}
th,td{padding:.38rem .7rem;text-align:right;vertical-align:baseline;border-bottom:1px solid var(--line)}
td{white-space:nowrap}td.t{white-space:normal;min-width:4.75rem}
th{font-weight:600}thead th{color:var(--soft);font-weight:500;vertical-align:bottom;border-bottom-color:var(--edge);line-height:1.25}
.t,th[scope=row],th:first-child{text-align:left}
td .told{display:block;min-width:16rem;max-width:32rem}
tbody th{font-weight:500;white-space:nowrap}th.long{white-space:normal;min-width:9rem;overflow-wrap:anywhere}
th:first-child,td:first-child{padding-left:0}
.grid td{white-space:nowrap;line-height:1.45;padding-right:1.4rem}.grid th{vertical-align:top;padding-right:1.4rem}
.grid td.tie{white-space:normal;min-width:10rem}
.figures tr.next>*{border-top:1px solid var(--edge)}
.legend{display:flex;flex-wrap:wrap;gap:.25rem 1.25rem;margin:.5rem 0 1rem;font-size:.875rem}
details{margin:.25rem 0}summary{cursor:pointer;padding:.3rem 0;font-weight:500;font-size:.9375rem}
.fold{border-left:2px solid var(--line);padding-left:1rem;margin:.5rem 0}.fold>summary{margin-left:-.25rem}
sup{line-height:0}`;

const FIGURES = `
figure{margin:0}figure>figcaption{margin-bottom:.75rem}
.panels{display:grid;grid-template-columns:minmax(0,1fr);gap:1.75rem 2.5rem}
.panels.wide{grid-template-columns:repeat(auto-fill,minmax(min(100%,30rem),1fr))}
.panel{min-width:0}.stack .panel+.panel{margin-top:1.25rem}
.plot{display:block;width:100%;max-width:34rem;height:auto;background:none;font:11px system-ui,-apple-system,"Segoe UI",Roboto,Arial,sans-serif;color:var(--soft);overflow:visible;font-variant-numeric:tabular-nums}
#map,#curves{display:grid;grid-template-columns:repeat(auto-fill,minmax(min(100%,31rem),1fr));gap:2rem 2.5rem}:is(#map,#curves)>*{min-width:0;margin:0}:is(#map,#curves)>h2,:is(#map,#curves)>.full{grid-column:1/-1}
#curves{grid-template-columns:minmax(0,1fr)}@media (min-width:56rem){#curves,.panels.even{grid-template-columns:repeat(2,minmax(0,1fr))}}
.heat{border-spacing:2px}.heat th,.heat td{border:0}.heat th:first-child{padding-left:0;padding-right:.8rem}
.heat td{min-width:4.4rem;border-radius:3px;padding:.5rem .45rem;text-align:center}.heat thead th{text-align:center}.heat thead th:first-child{text-align:left}
.heat .void{color:var(--soft);border:1px dashed var(--line);font-size:.8125rem}
ol.scale{list-style:none;display:flex;flex-wrap:wrap;gap:.25rem 1rem;padding:0;margin:0 0 1rem;font-size:.8125rem;color:var(--soft)}
ol.scale i{display:inline-block;width:1.1em;height:1.1em;vertical-align:-.2em;border-radius:2px;margin-right:.4em}
`;

const NARROW = `
@media (max-width:44rem){
.rules{grid-template-columns:1fr;gap:.15rem}.rules dd{margin-bottom:.8rem}
body{padding-top:1.25rem}main>section{margin-top:2.5rem}
th,td{padding:.35rem .5rem}
.facts{grid-template-columns:repeat(2,minmax(0,1fr))}}`;

const PAPER = `
@page{size:landscape;margin:12mm}
@media print{
html{font-size:10px}table{font-size:.8125rem}th,td,td.t,tbody th,.every td.t,.grid td{white-space:normal;padding:.2rem .35rem;min-width:0;overflow-wrap:anywhere}.told{min-width:0;max-width:none}
.scroll thead th:first-child,.scroll th[scope=row]:first-child{position:static}
body{max-width:none;padding:0}.bar,.count button,.more,nav,.skip{display:none!important}
.scroll{overflow:visible;background:none}header{display:block}figure,tr,.panel{break-inside:avoid}h2,h3,h4{break-after:avoid}
details::details-content{content-visibility:visible!important;display:block!important;block-size:auto!important}
[class^=h],.scale i,.banner{-webkit-print-color-adjust:exact;print-color-adjust:exact}
.panels.even{grid-template-columns:1fr 1fr}}`;

/** The page's style sheet: one column, one type size for reading and one for tables, nothing loaded. */
export const STYLE =
  PALETTE +
  MARK_STYLE +
  BASE +
  FIRST_SCREEN +
  SECTIONS +
  TABLES +
  EVERY_TEST +
  WORKLOAD_STYLE +
  COMPARING_STYLE +
  FIGURES +
  PICTURES +
  NARROW +
  PAPER;
