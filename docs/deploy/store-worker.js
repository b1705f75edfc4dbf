// A digest in R2 (docs/stores.md), served by a Cloudflare Worker. In wrangler.toml:
//
//   r2_buckets = [{ binding = "SITE", bucket_name = "bucket" }]
//   vars = { PREFIX = "site" }
//
// `broadsheet build --output s3://bucket/site` writes there with AWS_ENDPOINT_URL=https://ACCOUNT.r2.cloudflarestorage.com.
// A new version is served half a minute after it was published, everywhere.
const SECONDS = 30;
let known = { path: "", until: 0 };

async function current(env) {
    if (Date.now() > known.until) {
        const found = await env.SITE.get(`${env.PREFIX}/current.json`);
        if (found) {
            known = { path: `${env.PREFIX}/${(await found.json()).path}`, until: Date.now() + SECONDS * 1000 };
        }
    }
    return known.path;
}

function answer(object, request, status) {
    const headers = new Headers();
    object.writeHttpMetadata(headers);
    headers.set("etag", object.httpEtag);
    headers.set("x-content-type-options", "nosniff");
    headers.set("referrer-policy", "strict-origin-when-cross-origin");
    // Without a body it is what the browser has.
    const unchanged = status === 200 && !("body" in object);
    return new Response(request.method === "HEAD" || unchanged ? null : object.body, { status: unchanged ? 304 : status, headers });
}

export default {
    async fetch(request, env) {
        if (request.method !== "GET" && request.method !== "HEAD") {
            return new Response("GET and HEAD alone\n", { status: 405, headers: { allow: "GET, HEAD" } });
        }
        const url = new URL(request.url);
        const path = decodeURIComponent(url.pathname.slice(1));
        const site = await current(env);
        const hidden = /^(?:\.(?!well-known\/)|_headers)/.test(path);
        const name = path === "" || path.endsWith("/") ? `${path}index.html` : path;
        const found = hidden ? null : await env.SITE.get(site + name, { onlyIf: request.headers });
        if (found) {
            return answer(found, request, 200);
        }
        const last = path.slice(path.lastIndexOf("/") + 1);
        if (!hidden && last && !last.includes(".")) {
            return new Response(null, { status: 301, headers: { location: `${url.pathname}/` } });
        }
        const page = await env.SITE.get(`${site}404.html`);
        return page ? answer(page, request, 404) : new Response("not found\n", { status: 404 });
    },
};
