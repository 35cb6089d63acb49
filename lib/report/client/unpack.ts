/** Numbers of the page, once each. Nothing is asked from the network: the bytes are in the page. */
export const UNPACK = `
const packs = new Map();
const unpack = (id) => {
  if (!packs.has(id)) packs.set(id, (async () => {
    const bytes = Uint8Array.from(atob(document.getElementById(id).textContent), (letter) => letter.charCodeAt(0));
    const text = new Response(new Blob([bytes]).stream().pipeThrough(new DecompressionStream('gzip')));
    return JSON.parse(await text.text());
  })());
  return packs.get(id);
};`;
