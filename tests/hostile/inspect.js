/**
 * What is wrong with a document in whose texts there were payloads: elements and attributes that the site itself never writes,
 * addresses of other schemes, data that is no JSON, and landmarks that do not stand where they should.
 *
 * Enters: a document, and its address. Leaves: sentences.
 */
(document, address) => {
  // Links of the site's own prose, which is Markdown, may be more than what templates write.
  const PROSE = new Set(("a abbr article aside b bdi bdo blockquote br caption cite code col colgroup dd del details dfn div dl dt em " +
    "figcaption figure h1 h2 h3 h4 h5 h6 hr i img ins kbd li mark ol p pre q rp rt ruby s samp section small span strong sub " +
    "summary sup table tbody td tfoot th thead time tr u ul var wbr").split(" "));
  const HTML = new Set(("html head body title meta link script header nav main footer article aside section div p a h1 h2 h3 h4 ul ol li " +
    "span small em strong code q time details summary form label input button output select option table caption thead tbody tr th td " +
    "template noscript progress kbd fieldset legend mark br dl dt dd dialog cite figure figcaption abbr pre img").split(" "));
  const MATHML = new Set("math mfrac mi mn mo mover mroot mrow mspace msqrt msub msubsup msup mtext munder munderover mtable mtr mtd mpadded mstyle".split(" "));
  const SVG = new Set("svg a g path rect text title".split(" "));
  const ADDRESSES = new Set(["href", "src", "action", "formaction", "xlink:href", "data", "cite", "poster", "ping", "background", "srcset", "manifest"]);
  const wrong = [];
  const told = (what, element) => wrong.push(`${address}: ${what}: ${element.outerHTML.slice(0, 150).toWellFormed()}`);
  const inProse = new Set(document.querySelectorAll(".prose *, div.description *"));
  const elements = [...document.querySelectorAll("*")];
  for (const template of document.querySelectorAll("template")) elements.push(...template.content.querySelectorAll("*"));
  for (const element of elements) {
    const name = element.localName;
    const prose = inProse.has(element);
    const allowed = element.namespaceURI.endsWith("MathML") ? MATHML : element.namespaceURI.endsWith("svg") ? SVG : HTML;
    if (!allowed.has(name) && !(prose && allowed === HTML && PROSE.has(name))) told("an element that the site does not write", element);
    if (name === "img" && !prose && element.closest("header") === null) told("a picture", element);
    for (const { name: attribute, value } of element.attributes) {
      if (/^on|^style$|^srcdoc$|^formaction$|^autofocus$|^contenteditable$|^xlink|^ping$|^form$|^popover|^is$/i.test(attribute)) told("an attribute", element);
      if (ADDRESSES.has(attribute)) {
        let url = null;
        try { url = new URL(value, address); } catch { if (!prose) told("no address", element); }
        if (url === null) continue;
        const own = url.host === location.host || element.rel === "canonical" || element.localName === "meta";
        const data = name === "img" || prose;
        if (!["http:", "https:"].includes(url.protocol) && !(prose && ["mailto:", "tel:"].includes(url.protocol)) && !data) told("a scheme", element);
        if (attribute !== "href" && attribute !== "cite" && !own && !prose) told("loads from elsewhere", element);
        if (name === "link" && !own) told("a link elsewhere", element);
      }
    }
    if (name === "meta" && element.httpEquiv && element.httpEquiv !== "Content-Security-Policy") told("a header", element);
    if (name === "base") told("a base", element);
    if (name === "script" && !element.hasAttribute("src")) {
      try {
        if (element.type !== "application/ld+json") throw new Error("no data");
        const known = Object.keys(JSON.parse(element.textContent)).sort().join();
        if (!["@context,@type,headline", "@context,@type,headline,sameAs"].includes(known)) told(`data of ${known}`, element);
      } catch { told("a script", element); }
    }
  }
  const path = (selector) => document.querySelectorAll(selector).length;
  // What the owner wrote may have headings of its own.
  if (path("h1") !== 1 && (path("h1") === 0 || path(".prose h1") === 0)) wrong.push(`${address}: ${path("h1")} h1`);
  for (const landmark of ["main"]) {
    if (path(landmark) !== 1 || path(`body > ${landmark}`) !== 1) wrong.push(`${address}: ${landmark} is not where it should be`);
  }
  if (path("body > footer") !== 1 || path("body > header") !== 1) wrong.push(`${address}: header or footer is not where it should be`);
  if (path("meta[http-equiv]") !== 1) wrong.push(`${address}: not one policy`);
  if (window.pwned !== undefined || {}.polluted !== undefined) wrong.push(`${address}: something ran`);
  return wrong;
}
