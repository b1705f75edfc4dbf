// A static host at the end of a link, for benchmarks/search_network.py.
//
//     node search_host.cjs FOLDER KEY CERTIFICATE ROUND_TRIP_MS DOWN_BITS_A_SECOND UP_BITS_A_SECOND
//
// Serves a folder as static hosts do: HTTP/2 over TLS 1.3, text compressed with gzip at level 6, files with a hash in
// their path for ever, all others for ten minutes. The link delays each way by half the round trip, opening a connection
// by one more, and passes no more bits a second than it is given, all connections together; a rate of 0 is no
// limit. It loses nothing and has no slow start. Prints its port as the first line. Then answers each line
// that it reads: "log" gives, as JSON, the bytes that came down the link as [milliseconds since 1970, bytes], and the
// responses as [milliseconds, path, status, bytes of the body]; and forgets them.
"use strict";

const { readFileSync, statSync } = require("node:fs");
const http2 = require("node:http2");
const net = require("node:net");
const { extname, join, normalize } = require("node:path");
const { createInterface } = require("node:readline");
const { gzipSync } = require("node:zlib");

const [, , FOLDER, KEY, CERTIFICATE, ...FIGURES] = process.argv;
const [ROUND_TRIP, DOWN, UP] = FIGURES.map(Number);
const PIECE = 4096; // bytes that pass the link as one
const MOST_WAITING = 65_536; // bytes before the link, as in a router
const TYPES = {
  ".css": "text/css; charset=utf-8",
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".json": "application/json",
  ".svg": "image/svg+xml",
};

let packets = [];
let responses = [];
const files = new Map();

/** Give a file as it is sent: its bytes and header fields. */
function fileAt(path) {
  if (!files.has(path)) {
    const type = TYPES[extname(path)];
    const data = readFileSync(path);
    const body = type === undefined ? data : gzipSync(data, { level: 6 });
    const headers = {
      "content-type": type ?? "application/octet-stream",
      "content-length": body.length,
      "cache-control": /\/[0-9a-f]{10}\//.test(path) ? "public, max-age=31536000, immutable" : "max-age=600",
      etag: `"${statSync(path).mtimeMs.toString(36)}-${data.length.toString(36)}"`,
      vary: "accept-encoding",
    };
    if (type !== undefined) headers["content-encoding"] = "gzip";
    files.set(path, { body, headers });
  }
  return files.get(path);
}

const host = http2.createSecureServer({ key: readFileSync(KEY), cert: readFileSync(CERTIFICATE), minVersion: "TLSv1.3" });
host.on("stream", (stream, headers) => {
  const path = normalize(decodeURIComponent(headers[":path"].split("?")[0]));
  stream.on("error", () => {});
  try {
    const { body, headers: fields } = fileAt(join(FOLDER, path.endsWith("/") ? `${path}index.html` : path));
    responses.push([Date.now(), path, 200, body.length]);
    stream.respond({ ":status": 200, ...fields });
    stream.end(body);
  } catch {
    responses.push([Date.now(), path, 404, 0]);
    stream.respond({ ":status": 404, "content-length": 0 }, { endStream: true });
  }
});
host.on("sessionError", () => {});

/** One way of the link: gives when so many bytes, sent now, have come through. */
function way(bitsASecond) {
  let free = 0;
  return (bytes) => {
    free = Math.max(free, performance.now()) + (bitsASecond > 0 ? (bytes * 8000) / bitsASecond : 0);
    return free + ROUND_TRIP / 2;
  };
}

const down = way(DOWN);
const up = way(UP);

/** Pass what comes from one socket on to another, in its order; nothing before `opened`. */
function pass(from, to, arrival, opened, arrived) {
  const queue = [];
  let waiting = 0;
  let timer = null;
  const deliver = () => {
    timer = null;
    while (queue.length > 0 && queue[0].at <= performance.now() + 0.5) {
      const { piece } = queue.shift();
      if (piece === null) to.end();
      else if (!to.destroyed) {
        waiting -= piece.length;
        arrived(piece.length);
        to.write(piece);
      }
    }
    if (waiting <= MOST_WAITING) from.resume();
    if (queue.length > 0) timer = setTimeout(deliver, queue[0].at - performance.now());
  };
  const enter = (at, piece) => {
    queue.push({ at: Math.max(at, opened, queue.at(-1)?.at ?? 0), piece });
    if (timer === null) deliver();
  };
  from.on("data", (data) => {
    waiting += data.length;
    if (waiting > MOST_WAITING) from.pause();
    for (let start = 0; start < data.length; start += PIECE) {
      const piece = data.subarray(start, start + PIECE);
      enter(arrival(piece.length), piece);
    }
  });
  from.on("end", () => enter(arrival(0), null));
  from.on("error", () => to.destroy());
}

host.listen(0, "127.0.0.1", () => {
  const link = net.createServer({ noDelay: true }, (reader) => {
    const inner = net.connect({ port: host.address().port, host: "127.0.0.1", noDelay: true });
    const opened = performance.now() + 1.5 * ROUND_TRIP; // the handshake of TCP, and the way of the first byte
    pass(reader, inner, up, opened, () => {});
    pass(inner, reader, down, 0, (bytes) => packets.push([Date.now(), bytes]));
  });
  link.listen(0, "127.0.0.1", () => console.log(link.address().port));
});

createInterface({ input: process.stdin })
  .on("line", () => {
    console.log(JSON.stringify({ packets, responses }));
    packets = [];
    responses = [];
  })
  .on("close", () => process.exit());
